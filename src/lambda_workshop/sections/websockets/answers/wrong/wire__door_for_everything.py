"""expect: `say` leads to `arn:aws:lambda

All routes to the door.
"""
### INSTEAD OF
for arn, keys in ((door_arn, ("$connect", "$disconnect")), (chat, ("say", "$default"))):
### THIS
for arn, keys in ((door_arn, ("$connect", "$disconnect", "say", "$default")), (chat, ())):
