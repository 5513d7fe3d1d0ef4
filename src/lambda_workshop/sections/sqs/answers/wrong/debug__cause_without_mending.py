"""expect: called with a poison job, it still fails

Names the cause and leaves the room as it is.
"""

cause = "b"
