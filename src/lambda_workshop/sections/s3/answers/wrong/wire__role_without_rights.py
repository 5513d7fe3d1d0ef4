"""expect: AWS would refuse it: the role may not `s3:GetObject`

The emulator lets the function read: AWS would not.
"""
### INSTEAD OF
rights = [
    {"Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{photos}/photos/*"},
    {"Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{photos}/thumbnails/*"},
]
### THIS
rights = []
