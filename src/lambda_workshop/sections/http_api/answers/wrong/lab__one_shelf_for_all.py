"""expect: another customer's order answered 200

Keeps the orders of all customers together.
"""
### INSTEAD OF
    customer = event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
### THIS
    customer = "everybody"
