"""expect: leads to

The routes lead to the function of the worked example.
"""
### INSTEAD OF
    ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=shop, PayloadFormatVersion="2.0"
### THIS
    ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=hello, PayloadFormatVersion="2.0"
