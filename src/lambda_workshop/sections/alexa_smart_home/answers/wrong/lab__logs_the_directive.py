"""expect: the log holds an access token

Prints the whole directive.
"""
### INSTEAD OF
    print(directive["header"]["namespace"], name)
### THIS
    print(directive)
