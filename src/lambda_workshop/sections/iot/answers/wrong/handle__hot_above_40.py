"""expect: the verdict is

Leaves out the limit itself.
"""
### INSTEAD OF
    level = "hot" if celsius >= 40 else "warm" if celsius > 30 else "ok"
### THIS
    level = "hot" if celsius > 40 else "warm" if celsius > 30 else "ok"
