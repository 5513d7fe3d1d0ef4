"""expect: the rule has no prefix

Names the cause and changes nothing.
"""

cause = "b"
