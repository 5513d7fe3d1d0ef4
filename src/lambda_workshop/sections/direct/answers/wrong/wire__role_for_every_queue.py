"""expect: the role may send to other queues as well

Every queue of the account.
"""
### INSTEAD OF
may_send = {"Action": "sqs:SendMessage", "Resource": failed}
### THIS
may_send = {"Action": "sqs:SendMessage", "Resource": "*"}
