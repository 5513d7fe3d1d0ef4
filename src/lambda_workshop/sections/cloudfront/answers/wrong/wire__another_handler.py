"""expect: called with `/sale`, it answered

The function that prints its event.
"""
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
