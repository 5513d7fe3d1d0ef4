"""expect: subscribed to its own log

Wants to hear of its own failures too.
"""
### INSTEAD OF
    logGroupName="inkwell-logs-payments", filterName="failed-payments", filterPattern=pattern, destinationArn=alert_arn
### THIS
    logGroupName="inkwell-logs-payments", filterName="failed-payments", filterPattern=pattern, destinationArn=alert_arn
)

allow("inkwell-logs-alert", "*")
allow_payments = {"Action": "lambda:InvokeFunction", "Principal": "logs.amazonaws.com", "SourceAccount": account}
payments = f"arn:aws:logs:us-east-1:{account}:log-group:inkwell-logs-payments:*"
lam.add_permission(FunctionName="inkwell-logs-alert", StatementId="again", SourceArn=payments, **allow_payments)
lam.invoke(FunctionName="inkwell-logs-alert", Payload=json.dumps({"awslogs": {"data": "H4sI"}}))
logs_client.put_subscription_filter(
    logGroupName="/aws/lambda/inkwell-logs-alert", filterName="own", filterPattern="ERROR", destinationArn=alert_arn
