"""expect: `answer.response.shouldEndSession` is a string

Writes the flag as text.
"""
### INSTEAD OF
ORDERS = json.loads(os.environ.get("ORDERS", "{}"))
### THIS
ORDERS = json.loads(os.environ["ORDERS"])
### INSTEAD OF
    response = {**speech, "shouldEndSession": end} | ({} if end else {"reprompt": speech}) | more
### THIS
    response = {**speech, "shouldEndSession": str(end).lower()} | ({} if end else {"reprompt": speech}) | more
