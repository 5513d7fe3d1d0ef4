"""User pools: their Lambda triggers, the codes and messages they send, and the flows that call them.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
Users, clients, groups, keys and tokens stay MiniStack's; what a check reads of the messages is in cloud/mailbox.py.
"""
