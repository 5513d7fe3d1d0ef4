"""expect: the rule looks at `in/`, and the function writes to `in/`

The filter alone: the function still writes where it looks.
"""

cause = "b"
desk = f"inkwell-s3-debug-{account}"
found = storage.get_bucket_notification_configuration(Bucket=desk)["LambdaFunctionConfigurations"]
found[0]["Filter"] = {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}}
storage.put_bucket_notification_configuration(
    Bucket=desk, NotificationConfiguration={"LambdaFunctionConfigurations": found}
)
