"""Leaves out what load balancers do without."""
### INSTEAD OF
        "statusDescription": "200 OK" if found else "404 Not Found",
        "isBase64Encoded": False,
### THIS
