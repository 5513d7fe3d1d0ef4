"""expect: after AMAZON.StopIntent `shouldEndSession` is false

Does not let the customer go.
"""
### INSTEAD OF
ORDERS = json.loads(os.environ.get("ORDERS", "{}"))
### THIS
ORDERS = json.loads(os.environ["ORDERS"])
### INSTEAD OF
        return say("Goodbye." if end else "Ask me: where is order one two three?", attributes, end)
### THIS
        return say("Goodbye." if end else "Ask me: where is order one two three?", attributes)
