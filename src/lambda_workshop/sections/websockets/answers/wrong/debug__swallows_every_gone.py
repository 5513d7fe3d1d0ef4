"""expect: is gone, and is still in `inkwell-websockets-debug-connections`

Nobody is forgotten any more: the tab hears, and the table fills with the dead.
"""
### INSTEAD OF
too_early = '        post(event, me, {"from": "Inkwell", "text": "Welcome!"})\n'
mended = websockets.file("broken_chat.py").replace(too_early, "")
### THIS
mended = websockets.file("broken_chat.py").replace('table.delete_item(Key={"connectionId": connection})', "return")
