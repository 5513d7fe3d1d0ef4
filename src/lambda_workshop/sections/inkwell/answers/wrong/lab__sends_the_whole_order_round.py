"""expect: the bus carried

Puts name and address of the customer on the bus.
"""
### INSTEAD OF
        detail = {"orderId": new["orderId"]["S"], "paper": new["paper"]["S"], "copies": int(new["copies"]["N"])}
### THIS
        detail = {"orderId": new["orderId"]["S"], "paper": new["paper"]["S"], "copies": int(new["copies"]["N"])}
        detail |= {name: new[name]["S"] for name in ("name", "address")}
