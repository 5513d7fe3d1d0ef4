"""expect: `s3:ObjectCreated:*`: large uploads are not `Put`

Large uploads would be left out.
"""
### INSTEAD OF
rule = {"LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"], "Filter": {"Key": {"FilterRules": rules}}}
### THIS
rule = {"LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:Put"], "Filter": {"Key": {"FilterRules": rules}}}
