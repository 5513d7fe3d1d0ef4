"""expect: which the function never needs

All of S3, because it works.
"""
### INSTEAD OF
rights = [
    {"Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{photos}/photos/*"},
    {"Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{photos}/thumbnails/*"},
]
### THIS
rights = ["arn:aws:iam::aws:policy/AmazonS3FullAccess"]
