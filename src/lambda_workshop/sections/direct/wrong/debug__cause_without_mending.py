"""expect: after 15 s it is not mailed

Names the cause and changes nothing.
"""

cause = "b"
