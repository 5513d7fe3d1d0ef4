"""expect: the log holds a customer's address

The event in the log.
"""
### INSTEAD OF
    """Answer an event of the WebSocket API, or a call of the print room."""
### THIS
    """Answer an event of the WebSocket API, or a call of the print room."""
    print(event)
