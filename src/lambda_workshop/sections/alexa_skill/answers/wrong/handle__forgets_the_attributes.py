"""expect: after OrderStatusIntent the session keeps

Returns only what it has to say itself.
"""
### INSTEAD OF
ORDERS = json.loads(os.environ.get("ORDERS", "{}"))
### THIS
ORDERS = json.loads(os.environ["ORDERS"])
### INSTEAD OF
        return say(f"Order {number} is {ORDERS[number]}. Anything else?", attributes | {"lastOrder": number})
### THIS
        return say(f"Order {number} is {ORDERS[number]}. Anything else?", {"lastOrder": number})
