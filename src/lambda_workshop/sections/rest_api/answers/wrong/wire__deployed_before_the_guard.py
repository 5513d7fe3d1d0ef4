"""expect: a stage serves the API as it was deployed

Guards the orders after the deployment, and does not deploy again.
"""
### INSTEAD OF
token_needed = {"authorizationType": "CUSTOM", "authorizerId": guard}
### THIS
token_needed = {"authorizationType": "NONE"}
### INSTEAD OF
plan = gateway.create_usage_plan(
### THIS
gateway.update_method(
    restApiId=api,
    resourceId=orders,
    httpMethod="POST",
    patchOperations=[
        {"op": "replace", "path": "/authorizationType", "value": "CUSTOM"},
        {"op": "replace", "path": "/authorizerId", "value": guard},
    ],
)
plan = gateway.create_usage_plan(
