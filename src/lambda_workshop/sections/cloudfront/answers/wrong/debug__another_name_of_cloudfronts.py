"""expect: a new page was answered with 502

X-Amz-Cf-* is CloudFront's too.
"""
### INSTEAD OF
name = "inkwell-cloudfront-debug-edge"
code = cloudfront.file("counter.py").replace("x-edge-", "x-shop-").replace("X-Edge-", "X-Shop-")
### THIS
name = "inkwell-cloudfront-debug-edge"
code = cloudfront.file("counter.py").replace("x-edge-", "x-amz-cf-").replace("X-Edge-", "X-Amz-Cf-")
### INSTEAD OF
cf.update_distribution(Id=broken, IfMatch=now["ETag"], DistributionConfig=config)["Distribution"]["Status"]
### THIS
cf.update_distribution(Id=broken, IfMatch=now["ETag"], DistributionConfig=config)
