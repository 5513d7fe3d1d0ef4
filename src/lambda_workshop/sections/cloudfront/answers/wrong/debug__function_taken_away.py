"""expect: nobody is counted

Without the function there is no 502, and no header.
"""
### INSTEAD OF
config["DefaultCacheBehavior"]["LambdaFunctionAssociations"] = at(viewer_response=mended)
cf.update_distribution(Id=broken, IfMatch=now["ETag"], DistributionConfig=config)["Distribution"]["Status"]
### THIS
config["DefaultCacheBehavior"]["LambdaFunctionAssociations"] = at()
cf.update_distribution(Id=broken, IfMatch=now["ETag"], DistributionConfig=config)
