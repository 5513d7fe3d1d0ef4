"""The rights in one document, the source with a list of events."""
### INSTEAD OF
rights = [
    {"Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{photos}/photos/*"},
    {"Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{photos}/thumbnails/*"},
]
### THIS
photos_only = {
    "Effect": "Allow",
    "Action": ["s3:GetObject", "s3:GetObjectVersion"],
    "Resource": [f"arn:aws:s3:::{photos}/photos/*"],
}
thumbnails_only = {
    "Effect": "Allow",
    "Action": ["s3:PutObject"],
    "Resource": [f"arn:aws:s3:::{photos}/thumbnails/*"],
}
rights = [{"Statement": [photos_only, thumbnails_only]}]
### INSTEAD OF
rules = [{"Name": "prefix", "Value": "photos/"}, {"Name": "suffix", "Value": ".png"}]
### THIS
rules = [{"Name": "suffix", "Value": ".png"}, {"Name": "prefix", "Value": "photos/"}]
