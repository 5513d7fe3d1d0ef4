"""expect: made the handler fail: `KeyError: 'value'`

Takes the value of a slot that nobody said.
"""
### INSTEAD OF
ORDERS = json.loads(os.environ.get("ORDERS", "{}"))
### THIS
ORDERS = json.loads(os.environ["ORDERS"])
### INSTEAD OF
    number = request["intent"]["slots"]["number"].get("value") or attributes.get("lastOrder")
### THIS
    number = request["intent"]["slots"]["number"]["value"] or attributes.get("lastOrder")
