"""expect: the bucket's policy lets everybody in

Works, and makes CloudFront a detour.
"""
### INSTEAD OF
print(version)
### THIS
### INSTEAD OF
    "Principal": {"Service": "cloudfront.amazonaws.com"},
### THIS
    "Principal": "*",
### INSTEAD OF
    "Condition": {"StringEquals": {"AWS:SourceArn": cf.get_distribution(Id=site)["Distribution"]["ARN"]}},
### THIS
### INSTEAD OF
print(site)
### THIS
