"""expect: there is no route `$disconnect`

Nobody is ever forgotten at the door.
"""
### INSTEAD OF
for arn, keys in ((door_arn, ("$connect", "$disconnect")), (chat, ("say", "$default"))):
### THIS
for arn, keys in ((door_arn, ("$connect",)), (chat, ("say", "$default"))):
