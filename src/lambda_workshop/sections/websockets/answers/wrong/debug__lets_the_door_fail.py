"""expect: a new tab is not let in

The post raises, and with it `$connect`.
"""
### INSTEAD OF
too_early = '        post(event, me, {"from": "Inkwell", "text": "Welcome!"})\n'
mended = websockets.file("broken_chat.py").replace(too_early, "")
### THIS
mended = websockets.file("broken_chat.py").replace('table.delete_item(Key={"connectionId": connection})', "raise")
