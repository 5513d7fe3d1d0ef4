"""expect: `TABLE` of `inkwell-websockets-chat` is ``

The function does not know its table.
"""
### INSTEAD OF
chat = websockets.deploy("inkwell-websockets-chat", handler, role=chat_role, environment={"TABLE": table})
### THIS
chat = websockets.deploy("inkwell-websockets-chat", handler, role=chat_role)
