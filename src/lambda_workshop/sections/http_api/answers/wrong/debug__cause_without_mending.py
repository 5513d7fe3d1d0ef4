"""expect: the client still gets 500

The cause is named, and nothing is done.
"""

cause = "b"
