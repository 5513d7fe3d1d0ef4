"""expect: the warehouse heard nothing

Names the cause and changes nothing.
"""

cause = "b"
