"""expect: no ink was ordered

Names the cause and changes nothing.
"""

cause = "b"
