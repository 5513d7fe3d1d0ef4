"""expect: names of headers arrive as the client wrote them

Knows one spelling of the header.
"""
### INSTEAD OF
            headers = {name.lower(): value for name, value in event["headers"].items()}
            customer = event["requestContext"]["authorizer"]["principalId"]
            status, order = 201, {"orderId": headers["idempotency-key"], "customer": customer}
### THIS
            headers = event["headers"]
            customer = event["requestContext"]["authorizer"]["principalId"]
            status, order = 201, {"orderId": headers["Idempotency-Key"], "customer": customer}
