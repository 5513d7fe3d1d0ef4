"""expect: AWS would refuse it: the role may not `sqs:SendMessage`

The emulator sends the record: AWS would not.
"""
### INSTEAD OF
may_send = {"Action": "sqs:SendMessage", "Resource": failed}
### THIS
may_send = {"Action": "sqs:ReceiveMessage", "Resource": failed}
