"""expect: for 24 hours

Names the cause and changes nothing.
"""

cause = "b"
