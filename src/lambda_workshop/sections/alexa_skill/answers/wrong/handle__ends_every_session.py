"""expect: after OrderStatusIntent, `shouldEndSession` is true

Hangs up after each answer.
"""
### INSTEAD OF
ORDERS = json.loads(os.environ.get("ORDERS", "{}"))
### THIS
ORDERS = json.loads(os.environ["ORDERS"])
### INSTEAD OF
    response = {**speech, "shouldEndSession": end} | ({} if end else {"reprompt": speech}) | more
### THIS
    response = {**speech, "shouldEndSession": True} | ({} if end else {"reprompt": speech}) | more
