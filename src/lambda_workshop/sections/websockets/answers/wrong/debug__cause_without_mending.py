"""expect: the new tab did not hear

The cause is right, and nothing was done about it.
"""

cause = "b"
