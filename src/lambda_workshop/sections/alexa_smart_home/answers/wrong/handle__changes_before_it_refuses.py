"""expect: was refused, and the lamp is

Changes the lamp before it looks at the value.
"""
### INSTEAD OF
    sent, wish = directive["header"], directive["payload"]
### THIS
    sent, wish = directive["header"], directive["payload"]
    lamp["brightness"] = wish.get("brightness", lamp["brightness"])
