"""expect: must be assumable with edgelambda.amazonaws.com

Trusted when CloudFront looked, and not any more.
"""
### INSTEAD OF
print(version)
### THIS
### INSTEAD OF
print(site)
### THIS
trust_lambda = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
document = json.dumps({"Version": "2012-10-17", "Statement": [trust_lambda]})
iam.update_assume_role_policy(RoleName="inkwell-cloudfront-edge-role", PolicyDocument=document)
