"""expect: a signed address may do what its signer may do

The role may put, and nobody may get.
"""
### INSTEAD OF
objects = {"Action": ["s3:PutObject", "s3:GetObject"], "Resource": f"arn:aws:s3:::{bucket}/*"}
### THIS
objects = {"Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
