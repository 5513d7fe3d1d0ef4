"""expect: `answer.shouldEndSession` is no key that Alexa knows

Puts the flag beside the response.
"""
### INSTEAD OF
ORDERS = json.loads(os.environ.get("ORDERS", "{}"))
### THIS
ORDERS = json.loads(os.environ["ORDERS"])
### INSTEAD OF
    response = {**speech, "shouldEndSession": end} | ({} if end else {"reprompt": speech}) | more
    return {"version": "1.0", "sessionAttributes": attributes, "response": response}
### THIS
    response = {**speech} | ({} if end else {"reprompt": speech}) | more
    return {"version": "1.0", "shouldEndSession": end, "sessionAttributes": attributes, "response": response}
