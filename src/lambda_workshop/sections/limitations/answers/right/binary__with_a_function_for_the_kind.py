"""The same in two functions."""
### INSTEAD OF
def handler(event, context):
### THIS
def kind_of(data):
    for start, name in KINDS.items():
        if data.startswith(start):
            return name
    return None


def handler(event, context):
### INSTEAD OF
    kind = next((name for start, name in KINDS.items() if data.startswith(start)), None)
### THIS
    kind = kind_of(data)
