"""expect: the log holds a token

Prints the event.
"""
### INSTEAD OF
    """Keep the photo of a POST, give the one of a GET."""
### THIS
    print(event)
