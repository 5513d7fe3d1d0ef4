"""expect: the log holds `

Logs everything, "for now".
"""
### INSTEAD OF
    """Answer one request."""
### THIS
    """Answer one request."""
    print(json.dumps(event))
