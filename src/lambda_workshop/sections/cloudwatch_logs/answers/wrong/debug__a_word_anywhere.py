"""expect: lets through a payment whose order is called

Looks for the word, wherever it is.
"""

cause = "b"
found = logs_client.describe_subscription_filters(logGroupName="inkwell-logs-debug")["subscriptionFilters"][0]
logs_client.put_subscription_filter(
    logGroupName="inkwell-logs-debug",
    filterName="refused",
    filterPattern="refused",
    destinationArn=found["destinationArn"],
)
