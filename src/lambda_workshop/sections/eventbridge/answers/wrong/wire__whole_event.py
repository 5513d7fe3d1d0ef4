"""expect: the whole event goes to the function

No transformer: the function picks from the event.
"""
### INSTEAD OF
    print(f"pack {event['order']}, first {event['first']}")
### THIS
    print(f"pack {event['detail']['orderId']}, first {event['detail']['items'][0]['sku']}")
### INSTEAD OF
    "InputTransformer": {"InputPathsMap": paths, "InputTemplate": template},
### THIS
