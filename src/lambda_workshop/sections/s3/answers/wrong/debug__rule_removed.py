"""expect: the bucket has no rule for the function any more

Stops the loop by stopping the work.
"""

cause = "b"
lam.update_function_configuration(
    FunctionName="inkwell-s3-debug-stamper", Environment={"Variables": {"TARGET": "out/"}}
)
lam.get_waiter("function_updated_v2").wait(FunctionName="inkwell-s3-debug-stamper")
storage.put_bucket_notification_configuration(Bucket=f"inkwell-s3-debug-{account}", NotificationConfiguration={})
