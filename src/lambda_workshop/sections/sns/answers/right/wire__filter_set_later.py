"""Subscribes first, and sets the attributes afterwards."""
### INSTEAD OF
loyalty_subscription = sns_client.subscribe(
    TopicArn=orders, Protocol="lambda", Endpoint=loyalty_arn, Attributes=settings
)
### THIS
found = sns_client.subscribe(TopicArn=orders, Protocol="lambda", Endpoint=loyalty_arn, ReturnSubscriptionArn=True)
for name, value in settings.items():
    sns_client.set_subscription_attributes(
        SubscriptionArn=found["SubscriptionArn"], AttributeName=name, AttributeValue=value
    )
