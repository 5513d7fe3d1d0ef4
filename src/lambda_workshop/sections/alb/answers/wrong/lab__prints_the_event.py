"""expect: the log holds a customer's data: `

Logs everything, "for now".
"""
### INSTEAD OF
    """Answer one request."""
### THIS
    """Answer one request."""
    print(json.dumps(event))
