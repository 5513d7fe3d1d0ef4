"""Deploys, adds a method, and deploys again; the plan comes from both stages."""
### INSTEAD OF
allow_pages(api, orders)
### THIS
gateway.create_deployment(restApiId=api, stageName="prod")
allow_pages(api, orders)
gateway.create_deployment(restApiId=api, stageName="test")
### INSTEAD OF
    apiStages=[{"apiId": api, "stage": "prod"}],
### THIS
    apiStages=[{"apiId": api, "stage": name} for name in ("test", "prod")],
