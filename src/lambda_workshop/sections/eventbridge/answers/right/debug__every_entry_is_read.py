"""Reads each entry of the answer instead of the count."""
### INSTEAD OF
    if answer["FailedEntryCount"]:
        raise RuntimeError(f"EventBridge refused {event['orderId']}: {answer['Entries'][0]['ErrorCode']}")
### THIS
    for item in answer["Entries"]:
        if "ErrorCode" in item:
            raise ValueError(item["ErrorMessage"])
