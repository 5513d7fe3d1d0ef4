"""expect: POST /orders with `[]` answered 500

Takes JSON for an object, and a field that is missing for one that says nothing.
"""
### INSTEAD OF
    order = {"orderId": key} | {name: body[name] for name in ("paper", "copies", "name", "address")}
### THIS
    order = {"orderId": key} | {name: body.get(name, "-") for name in ("paper", "copies", "name", "address")}
