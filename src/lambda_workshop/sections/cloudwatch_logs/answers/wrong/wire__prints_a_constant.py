"""expect: nothing was printed of

The same line for every payment.
"""
### INSTEAD OF
            print("alert", paid["orderId"], paid["status"])
### THIS
            print("alert A-7 refused")
