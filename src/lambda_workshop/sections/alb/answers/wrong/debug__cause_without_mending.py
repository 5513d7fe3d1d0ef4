"""expect: the client still gets 502

The cause is named, and nothing is done.
"""

cause = "a"
