"""expect: after OrderStatusIntent there is no reprompt

Keeps the session open and says nothing to who hesitates.
"""
### INSTEAD OF
ORDERS = json.loads(os.environ.get("ORDERS", "{}"))
### THIS
ORDERS = json.loads(os.environ["ORDERS"])
### INSTEAD OF
    response = {**speech, "shouldEndSession": end} | ({} if end else {"reprompt": speech}) | more
### THIS
    response = {**speech, "shouldEndSession": end} | more
