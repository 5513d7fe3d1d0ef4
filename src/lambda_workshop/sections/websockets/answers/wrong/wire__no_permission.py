"""expect: API Gateway may not call `inkwell-websockets-chat` for `say`

The door may be called, the chat may not.
"""
### INSTEAD OF
    allow(arn.split(":")[-1], api)
### THIS
allow("inkwell-websockets-door", api)
