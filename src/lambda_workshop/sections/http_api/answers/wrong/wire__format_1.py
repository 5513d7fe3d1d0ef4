"""expect: has payload format 1.0

The format of the REST API.
"""
### INSTEAD OF
    ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=shop, PayloadFormatVersion="2.0"
### THIS
    ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=shop, PayloadFormatVersion="1.0"
