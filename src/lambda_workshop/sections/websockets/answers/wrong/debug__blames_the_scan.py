"""expect: Look at the log of its `$connect`

A consistent read, which sees that the new tab is not there.
"""
### INSTEAD OF
cause = "b"

name = "inkwell-websockets-debug-chat"
too_early = '        post(event, me, {"from": "Inkwell", "text": "Welcome!"})\n'
mended = websockets.file("broken_chat.py").replace(too_early, "")
### THIS
cause = "d"

name = "inkwell-websockets-debug-chat"
mended = websockets.file("broken_chat.py").replace("table.scan()", "table.scan(ConsistentRead=True)")
