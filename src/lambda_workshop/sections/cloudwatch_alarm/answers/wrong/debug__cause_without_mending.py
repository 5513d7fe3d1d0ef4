"""expect: it looks at the dimensions {'Printer': 'north'}

Names the cause and changes nothing.
"""

cause = "b"
