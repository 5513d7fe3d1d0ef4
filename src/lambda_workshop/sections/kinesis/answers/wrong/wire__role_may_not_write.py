"""expect: the role may not `dynamodb:UpdateItem`

The emulator lets it write: AWS would not.
"""
### INSTEAD OF
own = [{"Action": "dynamodb:UpdateItem", "Resource": pages}, {"Action": "sqs:SendMessage", "Resource": failed}]
### THIS
own = [{"Action": "sqs:SendMessage", "Resource": failed}]
