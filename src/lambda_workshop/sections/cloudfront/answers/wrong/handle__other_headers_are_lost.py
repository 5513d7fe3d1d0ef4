"""expect: tried to add, delete, or change a read-only header

Puts new headers in the place of all others.
"""
### INSTEAD OF
        for name, value in SECURE.items():
            response["headers"][name] = [{"key": name, "value": value}]
### THIS
        response["headers"] = {name: [{"key": name, "value": value}] for name, value in SECURE.items()}
