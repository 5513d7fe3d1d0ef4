"""expect: nothing answers before a deployment

Everything but a deployment.
"""
### INSTEAD OF
deployment = gateway.create_deployment(restApiId=api, stageName="prod")
### THIS
### INSTEAD OF
    apiStages=[{"apiId": api, "stage": "prod"}],
### THIS
