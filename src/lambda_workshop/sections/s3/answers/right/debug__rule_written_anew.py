"""Puts a rule of its own instead of changing the one that is there."""

cause = "b"
lam.update_function_configuration(
    FunctionName="inkwell-s3-debug-stamper", Environment={"Variables": {"TARGET": "out/"}}
)
lam.get_waiter("function_updated_v2").wait(FunctionName="inkwell-s3-debug-stamper")
arn = lam.get_function_configuration(FunctionName="inkwell-s3-debug-stamper")["FunctionArn"]
storage.put_bucket_notification_configuration(
    Bucket=f"inkwell-s3-debug-{account}",
    NotificationConfiguration={
        "LambdaFunctionConfigurations": [
            {
                "Id": "incoming",
                "LambdaFunctionArn": arn,
                "Events": ["s3:ObjectCreated:*"],
                "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}},
            }
        ]
    },
)
