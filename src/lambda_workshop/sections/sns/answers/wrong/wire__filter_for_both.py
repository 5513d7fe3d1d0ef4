"""expect: every order has an invoice

Both subscriptions have the filter.
"""
### INSTEAD OF
invoice_subscription = sns_client.subscribe(TopicArn=orders, Protocol="lambda", Endpoint=invoice_arn)
### THIS
only_austria = {"FilterPolicy": json.dumps({"country": ["AT"]})}
sns_client.subscribe(TopicArn=orders, Protocol="lambda", Endpoint=invoice_arn, Attributes=only_austria)
