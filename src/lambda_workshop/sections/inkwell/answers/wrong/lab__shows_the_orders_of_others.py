"""expect: of another customer's order answered 200

Shows an order to everybody who knows its key.
"""
### INSTEAD OF
        mine = item and item["customer"] == customer
### THIS
        mine = item
