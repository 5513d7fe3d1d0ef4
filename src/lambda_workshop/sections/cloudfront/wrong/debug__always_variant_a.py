"""expect: the header `x-shop-variant` is `a`

A header with a fixed value.
"""

from lambda_workshop.cloud.functions import zip_of

cause = "b"
name = "inkwell-cloudfront-debug-edge"
code = cloudfront.file("counter.py").replace("x-edge-", "x-shop-").replace("X-Edge-", "X-Shop-")
code = code.replace('"b" if "variant=b" in cookies else "a"', '"a"')
lam.update_function_code(FunctionName=name, ZipFile=zip_of({"index.py": code}))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
mended = lam.publish_version(FunctionName=name)["FunctionArn"]
listed = cf.list_distributions()["DistributionList"]["Items"]
broken = next(item["Id"] for item in listed if item["Comment"] == "inkwell-cloudfront-debug")
now = cf.get_distribution_config(Id=broken)
config = now["DistributionConfig"]
config["DefaultCacheBehavior"]["LambdaFunctionAssociations"] = at(viewer_response=mended)
cf.update_distribution(Id=broken, IfMatch=now["ETag"], DistributionConfig=config)
