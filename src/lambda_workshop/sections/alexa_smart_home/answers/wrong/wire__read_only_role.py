"""expect: does not allow dynamodb:PutItem

Forgets that the lamp is written.
"""
### INSTEAD OF
rights = {"Action": ["dynamodb:GetItem", "dynamodb:PutItem"], "Resource": table_arn}
### THIS
rights = {"Action": ["dynamodb:GetItem"], "Resource": table_arn}
### INSTEAD OF
where = {"TABLE": name}
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment=where)
### THIS
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment={"TABLE": name})
