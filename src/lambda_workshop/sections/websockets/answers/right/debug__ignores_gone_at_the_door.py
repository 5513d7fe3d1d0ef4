"""The welcome stays where it is, and its 410 is not taken for the end: nobody hears it, and nobody is lost."""
### INSTEAD OF
cause = "b"

name = "inkwell-websockets-debug-chat"
too_early = '        post(event, me, {"from": "Inkwell", "text": "Welcome!"})\n'
mended = websockets.file("broken_chat.py").replace(too_early, "")
### THIS
cause = "B"

name = "inkwell-websockets-debug-chat"
mended = websockets.file("broken_chat.py").replace(
    '        table.delete_item(Key={"connectionId": connection})\n\n',
    '        if event["requestContext"]["eventType"] != "CONNECT":\n'
    '            table.delete_item(Key={"connectionId": connection})\n\n',
)
