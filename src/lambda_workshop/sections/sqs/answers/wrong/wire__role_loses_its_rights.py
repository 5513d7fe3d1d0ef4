"""expect: works here, but AWS would refuse it: the role `inkwell-sqs-printer-role` does not allow sqs:ReceiveMessage

The role may read the queue when the mapping is made, and loses the right afterwards.
"""
### ADD
sqs.role("inkwell-sqs-printer-role", policies=[])
