"""expect: time to live is DISABLED

Without time to live, connections that vanished stay for ever.
"""
### INSTEAD OF
if told["TimeToLiveStatus"] == "DISABLED":
    forget = {"Enabled": True, "AttributeName": "expires"}
### THIS
if told["TimeToLiveStatus"] == "ENABLED":
    forget = {"Enabled": False, "AttributeName": "expires"}
