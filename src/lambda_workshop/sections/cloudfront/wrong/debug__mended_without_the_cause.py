"""expect: no cause was named

Mends, and does not say what was wrong.
"""

from lambda_workshop.cloud.functions import zip_of

cause = None
name = "inkwell-cloudfront-debug-edge"
code = cloudfront.file("counter.py").replace("x-edge-", "x-shop-").replace("X-Edge-", "X-Shop-")
lam.update_function_code(FunctionName=name, ZipFile=zip_of({"index.py": code}))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
mended = lam.publish_version(FunctionName=name)["FunctionArn"]
listed = cf.list_distributions()["DistributionList"]["Items"]
broken = next(item["Id"] for item in listed if item["Comment"] == "inkwell-cloudfront-debug")
now = cf.get_distribution_config(Id=broken)
config = now["DistributionConfig"]
config["DefaultCacheBehavior"]["LambdaFunctionAssociations"] = at(viewer_response=mended)
cf.update_distribution(Id=broken, IfMatch=now["ETag"], DistributionConfig=config)
