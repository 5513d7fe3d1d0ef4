"""expect: Invalid lambda function output

Names the cause and leaves the function as it is.
"""

cause = "b"
