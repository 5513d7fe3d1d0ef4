"""expect: and the shop answered

Good JSON, and still nobody reads the answer.
"""
### INSTEAD OF
    if answer["FailedEntryCount"]:
        raise RuntimeError(f"EventBridge refused {event['orderId']}: {answer['Entries'][0]['ErrorCode']}")
### THIS
