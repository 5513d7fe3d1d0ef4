"""expect: the answer sets [

Reads the last cookie header only.
"""
### INSTEAD OF
    sent = "; ".join(event["multiValueHeaders"].get("cookie", []))
### THIS
    sent = event["multiValueHeaders"].get("cookie", [""])[-1]
