"""expect: a distribution of any account may read the bucket

No condition: everybody's CloudFront.
"""
### INSTEAD OF
print(version)
### THIS
### INSTEAD OF
    "Condition": {"StringEquals": {"AWS:SourceArn": cf.get_distribution(Id=site)["Distribution"]["ARN"]}},
### THIS
### INSTEAD OF
print(site)
### THIS
