"""expect: The stage serves an older deployment

Deploys once more.
"""

api = next(item["id"] for item in gateway.get_rest_apis()["items"] if item["name"] == "inkwell-rest-api-debug")
gateway.create_deployment(restApiId=api, stageName="prod")
cause = "d"
