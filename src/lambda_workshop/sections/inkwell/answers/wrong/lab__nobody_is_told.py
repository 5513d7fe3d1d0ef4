"""expect: OrderPrinted came to the bus, and its tab was not told

Reads the order's id from the event, and not from its detail.
"""
### INSTEAD OF
    order_id = event["detail"]["orderId"]
### THIS
    order_id = event.get("orderId", "-")
