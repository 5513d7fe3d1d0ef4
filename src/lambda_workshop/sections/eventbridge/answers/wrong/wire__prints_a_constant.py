"""expect: the log says nothing of

Prints one order for all.
"""
### INSTEAD OF
    print(f"pack {event['order']}, first {event['first']}")
### THIS
    print(f"pack A-1042, first {event['first']}")
