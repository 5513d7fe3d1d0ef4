"""expect: the rule and the schedule both still call it

Names the cause and leaves the room as it is.
"""

cause = "b"
