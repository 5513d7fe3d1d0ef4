"""expect: has not printed `invoice

The same line for every order.
"""
### INSTEAD OF
    print("invoice", placed["orderId"], placed["cents"])
### THIS
    print("invoice A-1042 7500")
