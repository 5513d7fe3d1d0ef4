"""Wired with a first version, then mended, published and updated."""
### INSTEAD OF
cloudfront.deploy("inkwell-cloudfront-edge", handler, role=role)
version = lam.publish_version(FunctionName="inkwell-cloudfront-edge")["FunctionArn"]
print(version)
### THIS
cloudfront.deploy("inkwell-cloudfront-edge", show, role=role)
version = lam.publish_version(FunctionName="inkwell-cloudfront-edge")["FunctionArn"]
### INSTEAD OF
print(site)
### THIS
cloudfront.deploy("inkwell-cloudfront-edge", handler, role=role, memory=128, timeout=5)
second = lam.publish_version(FunctionName="inkwell-cloudfront-edge")["FunctionArn"]
behaviour["LambdaFunctionAssociations"] = at(
    viewer_request=second, origin_request=second, origin_response=second, viewer_response=second
)
distribute("inkwell-cloudfront-site", behaviour)
