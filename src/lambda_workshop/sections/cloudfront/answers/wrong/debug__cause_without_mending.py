"""expect: the function's code is the old one

Names the cause and leaves the site as it is.
"""

cause = "b"
