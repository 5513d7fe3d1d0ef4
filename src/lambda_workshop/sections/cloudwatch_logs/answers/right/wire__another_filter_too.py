"""The group has a second subscription."""
### INSTEAD OF
    logGroupName="inkwell-logs-payments", filterName="failed-payments", filterPattern=pattern, destinationArn=alert_arn
### THIS
    logGroupName="inkwell-logs-payments", filterName="failed-payments", filterPattern=pattern, destinationArn=alert_arn
)

allow("inkwell-logs-hello", "inkwell-logs-payments")
logs_client.put_subscription_filter(
    logGroupName="inkwell-logs-payments", filterName="all", filterPattern="", destinationArn=hello_arn
