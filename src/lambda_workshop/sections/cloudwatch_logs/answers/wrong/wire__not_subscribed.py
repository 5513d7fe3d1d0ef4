"""expect: none for `inkwell-logs-alert`

A group and a function, and nothing between them.
"""
### INSTEAD OF
put = logs_client.put_subscription_filter(
    logGroupName="inkwell-logs-payments", filterName="failed-payments", filterPattern=pattern, destinationArn=alert_arn
)
### THIS
