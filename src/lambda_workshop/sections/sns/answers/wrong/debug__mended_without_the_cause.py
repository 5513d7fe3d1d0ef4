"""expect: no cause was named

Mends the subscription and does not say why.
"""

cause = None
topic = sns_client.create_topic(Name="inkwell-sns-debug")["TopicArn"]
found = sns_client.list_subscriptions_by_topic(TopicArn=topic)
debug_subscription = found["Subscriptions"][0]["SubscriptionArn"]
sns_client.set_subscription_attributes(
    SubscriptionArn=debug_subscription, AttributeName="FilterPolicyScope", AttributeValue="MessageBody"
)
