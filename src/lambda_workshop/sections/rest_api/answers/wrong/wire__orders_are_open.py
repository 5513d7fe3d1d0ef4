"""expect: `POST /orders` has authorization NONE

Nobody guards the orders.
"""
### INSTEAD OF
token_needed = {"authorizationType": "CUSTOM", "authorizerId": guard}
### THIS
token_needed = {"authorizationType": "NONE"}
