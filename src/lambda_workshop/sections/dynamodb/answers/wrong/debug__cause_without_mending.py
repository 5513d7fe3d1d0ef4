"""expect: stamps

Names the cause and changes nothing.
"""

cause = "b"
