"""expect: papers are written for Switzerland only

Lets Austria through too.
"""

cause = "b"
topic = sns_client.create_topic(Name="inkwell-sns-debug")["TopicArn"]
found = sns_client.list_subscriptions_by_topic(TopicArn=topic)
debug_subscription = found["Subscriptions"][0]["SubscriptionArn"]
sns_client.set_subscription_attributes(
    SubscriptionArn=debug_subscription, AttributeName="FilterPolicyScope", AttributeValue="MessageBody"
)
sns_client.set_subscription_attributes(
    SubscriptionArn=debug_subscription,
    AttributeName="FilterPolicy",
    AttributeValue=json.dumps({"country": ["CH", "AT"]}),
)
