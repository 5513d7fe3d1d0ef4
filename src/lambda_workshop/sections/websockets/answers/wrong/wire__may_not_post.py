"""expect: works here, but AWS would refuse it: the role `inkwell-websockets-chat-role` does not allow execute-api:ManageConnections

`execute-api:Invoke` is the right of a client, not of the chat.
"""
### INSTEAD OF
    "Action": "execute-api:ManageConnections",
### THIS
    "Action": "execute-api:Invoke",
