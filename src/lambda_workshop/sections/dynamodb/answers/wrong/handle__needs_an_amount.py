"""expect: the handler raised `KeyError

Breaks on an order without an amount.
"""
### INSTEAD OF
    return int(image.get("cents", {}).get("N", 0))
### THIS
    return int(image["cents"]["N"] if image else 0)
