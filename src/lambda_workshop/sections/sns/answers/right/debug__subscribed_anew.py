"""Subscribes the function again, with the scope."""

cause = "b"
topic = sns_client.create_topic(Name="inkwell-sns-debug")["TopicArn"]
found = sns_client.list_subscriptions_by_topic(TopicArn=topic)
debug_subscription = found["Subscriptions"][0]["SubscriptionArn"]
tax = lam.get_function_configuration(FunctionName="inkwell-sns-debug-tax")["FunctionArn"]
sns_client.unsubscribe(SubscriptionArn=debug_subscription)
scope = {"FilterPolicyScope": "MessageBody", "FilterPolicy": json.dumps({"country": ["CH"]})}
sns_client.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=tax, Attributes=scope)
