"""expect: none of them is mailed

Names the cause and changes nothing.
"""

cause = "b"
