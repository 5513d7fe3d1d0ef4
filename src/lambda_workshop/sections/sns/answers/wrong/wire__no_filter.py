"""expect: it is called for every order

No filter: the code would have to decide.
"""
### INSTEAD OF
    "FilterPolicy": json.dumps(wanted),
### THIS
