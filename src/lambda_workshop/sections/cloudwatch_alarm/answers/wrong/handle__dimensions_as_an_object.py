"""expect: the handler raised

Takes a topic's list of dimensions for an object.
"""
### INSTEAD OF
        dimensions = {item["name"]: item["value"] for item in message.get("Trigger", {}).get("Dimensions", [])}
### THIS
        dimensions = message["Trigger"]["Dimensions"]
