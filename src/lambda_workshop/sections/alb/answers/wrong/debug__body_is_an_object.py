"""expect: the client still gets 502

Has a status code, and a dictionary for a body.
"""
### INSTEAD OF
        "body": json.dumps({"order": order, **ORDERS[order]} if found else {"error": "no such order"}),
### THIS
        "body": {"order": order, **ORDERS[order]} if found else {"error": "no such order"},
