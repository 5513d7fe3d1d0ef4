"""expect: lets through a tester's order

Packs what testers order.
"""
### INSTEAD OF
    "detail": {"cents": cents, "customer": people},
### THIS
    "detail": {"cents": cents},
