"""expect: the log holds

Prints every event.
"""
### INSTEAD OF
    print(event["triggerSource"])
### THIS
    print(event)
