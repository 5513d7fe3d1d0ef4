"""expect: CloudFront does not sign its requests to the bucket

An origin without its access control.
"""

signed = dict(origin)
origin = signed | {"OriginAccessControlId": ""}
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
wanted = {
    "CallerReference": "inkwell-cloudfront-site",
    "Comment": "inkwell-cloudfront-site",
    "Enabled": True,
    "Origins": {"Quantity": 1, "Items": [origin]},
    "DefaultCacheBehavior": behaviour,
}
site = cf.create_distribution(DistributionConfig=wanted)["Distribution"]["Id"]
may_read = {
    "Effect": "Allow",
    "Principal": {"Service": "cloudfront.amazonaws.com"},
    "Action": "s3:GetObject",
    "Resource": f"arn:aws:s3:::{bucket}/*",
    "Condition": {"StringEquals": {"AWS:SourceArn": cf.get_distribution(Id=site)["Distribution"]["ARN"]}},
}
s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [may_read]}))
