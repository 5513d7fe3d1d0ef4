"""expect: must be assumable with edgelambda.amazonaws.com

Trusted when CloudFront looked, and not any more.
"""

role = cloudfront.role("inkwell-cloudfront-edge-role")
iam.update_assume_role_policy(RoleName="inkwell-cloudfront-edge-role", PolicyDocument=trust)
cloudfront.deploy("inkwell-cloudfront-edge", handler, role=role)
version = lam.publish_version(FunctionName="inkwell-cloudfront-edge")["FunctionArn"]
behaviour = {
    "TargetOriginId": "site",
    "ViewerProtocolPolicy": "redirect-to-https",
    "CachePolicyId": CACHING_OPTIMIZED,
    "LambdaFunctionAssociations": at(
        viewer_request=version, origin_request=version, origin_response=version, viewer_response=version
    ),
}
site = distribute("inkwell-cloudfront-site", behaviour)
may_read = {
    "Effect": "Allow",
    "Principal": {"Service": "cloudfront.amazonaws.com"},
    "Action": "s3:GetObject",
    "Resource": f"arn:aws:s3:::{bucket}/*",
    "Condition": {"StringEquals": {"AWS:SourceArn": cf.get_distribution(Id=site)["Distribution"]["ARN"]}},
}
s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [may_read]}))
trust_lambda = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
document = json.dumps({"Version": "2012-10-17", "Statement": [trust_lambda]})
iam.update_assume_role_policy(RoleName="inkwell-cloudfront-edge-role", PolicyDocument=document)
