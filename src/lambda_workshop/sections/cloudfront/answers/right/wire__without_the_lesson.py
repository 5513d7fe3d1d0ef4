"""The role and the function by boto3, and a configuration with everything that the console writes."""

allow = {"Effect": "Allow", "Principal": {"Service": both}, "Action": ["sts:AssumeRole"]}
document = json.dumps({"Version": "2012-10-17", "Statement": allow})
role = iam.create_role(RoleName="inkwell-cloudfront-edge-role", AssumeRolePolicyDocument=document)["Role"]["Arn"]
basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
iam.attach_role_policy(RoleName="inkwell-cloudfront-edge-role", PolicyArn=basic)
version = lam.create_function(
    FunctionName="inkwell-cloudfront-edge",
    Runtime="python3.13",
    Role=role,
    Handler="index.handler",
    Code={"ZipFile": cloudfront.package(handler)},
    Publish=True,
)["FunctionArn"]
version = version if version.rpartition(":")[2].isdigit() else f"{version}:1"
lam.get_waiter("function_active_v2").wait(FunctionName="inkwell-cloudfront-edge")
behaviour = {
    "TargetOriginId": "site",
    "ViewerProtocolPolicy": "redirect-to-https",
    "AllowedMethods": {
        "Quantity": 3,
        "Items": ["GET", "HEAD", "OPTIONS"],
        "CachedMethods": {"Quantity": 2, "Items": ["GET", "HEAD"]},
    },
    "Compress": True,
    "CachePolicyId": CACHING_OPTIMIZED,
    "LambdaFunctionAssociations": at(
        viewer_request=version, origin_request=version, origin_response=version, viewer_response=version
    ),
}
made = cf.create_distribution(
    DistributionConfig={
        "CallerReference": "by hand",
        "Comment": "inkwell-cloudfront-site",
        "Enabled": True,
        "HttpVersion": "http2and3",
        "PriceClass": "PriceClass_100",
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": behaviour,
    }
)["Distribution"]
may_read = {
    "Sid": "AllowCloudFront",
    "Effect": "Allow",
    "Principal": {"Service": ["cloudfront.amazonaws.com"]},
    "Action": ["s3:GetObject"],
    "Resource": [f"arn:aws:s3:::{bucket}/*"],
    "Condition": {"ArnLike": {"AWS:SourceArn": made["ARN"]}},
}
s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [may_read]}))
