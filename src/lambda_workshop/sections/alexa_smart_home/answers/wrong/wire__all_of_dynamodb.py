"""expect: may do everything with every table

Gives the role everything.
"""
### INSTEAD OF
rights = {"Action": ["dynamodb:GetItem", "dynamodb:PutItem"], "Resource": table_arn}
### THIS
rights = {"Action": "dynamodb:*", "Resource": "*"}
### INSTEAD OF
where = {"TABLE": name}
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment=where)
### THIS
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment={"TABLE": name})
