"""expect: the handler returned `null`

Prints the price.
"""
### INSTEAD OF
    return {"cents": cents, "currency": "EUR"}
### THIS
    print({"cents": cents, "currency": "EUR"})
