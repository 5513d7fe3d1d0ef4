"""expect: ENDPOINT_UNREACHABLE

Does not ask whether the device is there.
"""
### INSTEAD OF
    if not item["online"]:
        raise Refused("ENDPOINT_UNREACHABLE", "it is offline")
### THIS
