"""expect: lets through a payment that was taken

Lets every line through.
"""

cause = "b"
found = logs_client.describe_subscription_filters(logGroupName="inkwell-logs-debug")["subscriptionFilters"][0]
logs_client.put_subscription_filter(
    logGroupName="inkwell-logs-debug",
    filterName="refused",
    filterPattern='{ $.payment.status = "*" }',
    destinationArn=found["destinationArn"],
)
