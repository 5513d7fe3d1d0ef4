"""expect: no cause was named

Mends both ends and does not say why.
"""

cause = None
lam.update_function_configuration(
    FunctionName="inkwell-s3-debug-stamper", Environment={"Variables": {"TARGET": "out/"}}
)
lam.get_waiter("function_updated_v2").wait(FunctionName="inkwell-s3-debug-stamper")
desk = f"inkwell-s3-debug-{account}"
found = storage.get_bucket_notification_configuration(Bucket=desk)["LambdaFunctionConfigurations"]
found[0]["Filter"] = {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}}
storage.put_bucket_notification_configuration(
    Bucket=desk, NotificationConfiguration={"LambdaFunctionConfigurations": found}
)
