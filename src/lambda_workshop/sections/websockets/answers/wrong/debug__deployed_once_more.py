"""expect: the new tab did not hear

The same code again: a new start heals nothing.
"""
### INSTEAD OF
too_early = '        post(event, me, {"from": "Inkwell", "text": "Welcome!"})\n'
mended = websockets.file("broken_chat.py").replace(too_early, "")
### THIS
mended = websockets.file("broken_chat.py")
