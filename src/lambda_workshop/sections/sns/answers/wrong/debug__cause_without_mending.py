"""expect: has not heard of it

Names the cause and changes nothing.
"""

cause = "b"
