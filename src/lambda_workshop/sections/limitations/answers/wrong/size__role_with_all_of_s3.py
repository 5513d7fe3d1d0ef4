"""expect: which the function never needs

The role may do everything with every bucket.
"""
### INSTEAD OF
objects = {"Action": ["s3:PutObject", "s3:GetObject"], "Resource": f"arn:aws:s3:::{bucket}/*"}
### THIS
objects = {"Action": "s3:*", "Resource": "*"}
