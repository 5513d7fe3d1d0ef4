"""Another function in its place, which sets the header in its own way."""

from lambda_workshop.cloud.functions import zip_of

cause = "B"
text = """
def count(event, context):
    cf = event["Records"][0]["cf"]
    cookies = "; ".join(item["value"] for item in cf["request"]["headers"].get("cookie", [])).split("; ")
    value = "b" if "variant=b" in cookies else "a"
    cf["response"]["headers"]["x-shop-variant"] = [{"value": value}]
    return cf["response"]
"""
counter = "inkwell-cloudfront-debug-counter"
lam.create_function(
    FunctionName=counter,
    Runtime="python3.13",
    Role=lam.get_function_configuration(FunctionName="inkwell-cloudfront-debug-edge")["Role"],
    Handler="index.count",
    Code={"ZipFile": zip_of({"index.py": text})},
)
lam.get_waiter("function_active_v2").wait(FunctionName=counter, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
mended = lam.publish_version(FunctionName=counter)["FunctionArn"]
listed = cf.list_distributions()["DistributionList"]["Items"]
broken = next(item["Id"] for item in listed if item["Comment"] == "inkwell-cloudfront-debug")
now = cf.get_distribution_config(Id=broken)
config = now["DistributionConfig"]
config["DefaultCacheBehavior"]["LambdaFunctionAssociations"] = at(viewer_response=mended)
cf.update_distribution(Id=broken, IfMatch=now["ETag"], DistributionConfig=config)
