"""expect: made 2 bills

Each event has an id of its own, also two for one night.
"""
### INSTEAD OF
    item = {"billId": night, "night": night, "cents": 990}
### THIS
    item = {"billId": event["id"], "night": night, "cents": 990}
