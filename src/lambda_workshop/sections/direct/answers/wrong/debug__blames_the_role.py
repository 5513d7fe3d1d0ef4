"""expect: The invoice is in the bucket

Takes it for a missing right.
"""

cause = "d"
