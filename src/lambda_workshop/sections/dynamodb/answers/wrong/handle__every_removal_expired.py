"""expect: the sum is

Takes every deletion for an expiry.
"""
### INSTEAD OF
        by = record.get("userIdentity", {}).get("principalId")
        if record["eventName"] == "REMOVE" and by == "dynamodb.amazonaws.com":
### THIS
        if record["eventName"] == "REMOVE":
