"""expect: an HTTP API writes header names in lower case in both formats

Format 1.0 again, where header names are in lower case all the same.
"""

api = next(item["ApiId"] for item in gateway.get_apis()["Items"] if item["Name"] == "inkwell-http-api-debug")
integration = gateway.get_integrations(ApiId=api)["Items"][0]["IntegrationId"]
gateway.update_integration(ApiId=api, IntegrationId=integration, PayloadFormatVersion="1.0")
cause = "b"
