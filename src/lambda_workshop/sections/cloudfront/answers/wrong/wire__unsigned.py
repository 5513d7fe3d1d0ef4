"""expect: CloudFront does not sign its requests to the bucket

An origin without its access control.
"""
### INSTEAD OF
role = cloudfront.role("inkwell-cloudfront-edge-role")
### THIS
signed = dict(origin)
origin = signed | {"OriginAccessControlId": ""}
role = cloudfront.role("inkwell-cloudfront-edge-role")
### INSTEAD OF
print(version)
### THIS
### INSTEAD OF
site = distribute("inkwell-cloudfront-site", behaviour)
### THIS
wanted = {
    "CallerReference": "inkwell-cloudfront-site",
    "Comment": "inkwell-cloudfront-site",
    "Enabled": True,
    "Origins": {"Quantity": 1, "Items": [origin]},
    "DefaultCacheBehavior": behaviour,
}
site = cf.create_distribution(DistributionConfig=wanted)["Distribution"]["Id"]
### INSTEAD OF
print(site)
### THIS
