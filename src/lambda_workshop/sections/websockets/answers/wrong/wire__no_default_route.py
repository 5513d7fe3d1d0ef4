"""expect: there is no route `$default`

What is no JSON is answered by API Gateway, with Forbidden.
"""
### INSTEAD OF
for arn, keys in ((door_arn, ("$connect", "$disconnect")), (chat, ("say", "$default"))):
### THIS
for arn, keys in ((door_arn, ("$connect", "$disconnect")), (chat, ("say",))):
