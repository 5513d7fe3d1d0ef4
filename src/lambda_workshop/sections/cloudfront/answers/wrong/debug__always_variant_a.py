"""expect: the header `x-shop-variant` is `a`

A header with a fixed value.
"""
### INSTEAD OF
code = cloudfront.file("counter.py").replace("x-edge-", "x-shop-").replace("X-Edge-", "X-Shop-")
### THIS
code = cloudfront.file("counter.py").replace("x-edge-", "x-shop-").replace("X-Edge-", "X-Shop-")
code = code.replace('"b" if "variant=b" in cookies else "a"', '"a"')
### INSTEAD OF
cf.update_distribution(Id=broken, IfMatch=now["ETag"], DistributionConfig=config)["Distribution"]["Status"]
### THIS
cf.update_distribution(Id=broken, IfMatch=now["ETag"], DistributionConfig=config)
