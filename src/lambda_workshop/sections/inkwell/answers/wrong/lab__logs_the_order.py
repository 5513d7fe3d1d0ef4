"""expect: holds `

Logs what it was asked for, with name and address.
"""
### INSTEAD OF
    print("placed", order["orderId"])
### THIS
    print("placed", order)
