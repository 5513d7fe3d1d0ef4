"""A first try with another forbidden name, then the right one."""

from lambda_workshop.cloud.functions import zip_of

cause = "b"
name = "inkwell-cloudfront-debug-edge"
text = cloudfront.file("counter.py")
for prefix in ("x-amz-cf-", "x-shop-"):
    code = text.replace("x-edge-", prefix).replace("X-Edge-", prefix)
    lam.update_function_code(FunctionName=name, ZipFile=zip_of({"index.py": code}))
    lam.get_waiter("function_updated_v2").wait(FunctionName=name)
    mended = lam.publish_version(FunctionName=name)["FunctionArn"]
listed = cf.list_distributions()["DistributionList"]["Items"]
broken = next(item["Id"] for item in listed if item["Comment"] == "inkwell-cloudfront-debug")
now = cf.get_distribution_config(Id=broken)
config = now["DistributionConfig"]
config["DefaultCacheBehavior"]["LambdaFunctionAssociations"] = at(viewer_response=mended)
cf.update_distribution(Id=broken, IfMatch=now["ETag"], DistributionConfig=config)
