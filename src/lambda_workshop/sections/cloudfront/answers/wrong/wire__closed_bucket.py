"""expect: does not let CloudFront in

The bucket knows nothing of its distribution.
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
s3.delete_bucket_policy(Bucket=bucket)
