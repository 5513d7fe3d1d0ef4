"""expect: the verdict is

Takes zero for no value.
"""
### INSTEAD OF
        return {"printer": event["printer"], "level": "broken", "celsius": None}
### THIS
        return {"printer": event["printer"], "level": "broken", "celsius": 0}
