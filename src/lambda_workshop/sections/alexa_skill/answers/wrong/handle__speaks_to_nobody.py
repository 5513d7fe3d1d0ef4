"""expect: it speaks to a customer who has gone

Says goodbye to SessionEndedRequest.
"""
### INSTEAD OF
ORDERS = json.loads(os.environ.get("ORDERS", "{}"))
### THIS
ORDERS = json.loads(os.environ["ORDERS"])
### INSTEAD OF
        return {"version": "1.0", "response": {}}
### THIS
        return say("Goodbye.", attributes, end=True)
