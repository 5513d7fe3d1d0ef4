"""expect: refuses the subscription when you put it

Takes the permission for the culprit.
"""

cause = "a"
found = logs_client.describe_subscription_filters(logGroupName="inkwell-logs-debug")["subscriptionFilters"][0]
logs_client.put_subscription_filter(
    logGroupName="inkwell-logs-debug",
    filterName="refused",
    filterPattern='{ $.payment.status = "refused" }',
    destinationArn=found["destinationArn"],
)
