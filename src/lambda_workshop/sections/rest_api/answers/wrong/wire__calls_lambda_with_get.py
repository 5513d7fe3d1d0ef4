"""expect: calls Lambda with GET

Calls Lambda with the client's method.
"""
### INSTEAD OF
    gateway.put_integration(**where, type="AWS_PROXY", integrationHttpMethod="POST", uri=invoke(shop))
### THIS
    gateway.put_integration(**where, type="AWS_PROXY", integrationHttpMethod=verb, uri=invoke(shop))
