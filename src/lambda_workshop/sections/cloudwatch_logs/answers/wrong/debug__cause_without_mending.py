"""expect: misses a refused payment

Names the cause and changes nothing.
"""

cause = "b"
