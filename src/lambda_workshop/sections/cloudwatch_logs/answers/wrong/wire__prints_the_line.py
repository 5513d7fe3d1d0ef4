"""expect: it printed

Prints the whole line, the card with it.
"""
### INSTEAD OF
            print("alert", paid["orderId"], paid["status"])
### THIS
            print("alert", paid["orderId"], paid["status"], item["message"])
