"""expect: there is no function at viewer-response

Three of four.
"""
### INSTEAD OF
print(version)
### THIS
### INSTEAD OF
    "LambdaFunctionAssociations": at(
        viewer_request=version, origin_request=version, origin_response=version, viewer_response=version
    ),
### THIS
    "LambdaFunctionAssociations": at(viewer_request=version, origin_request=version, origin_response=version),
### INSTEAD OF
print(site)
### THIS
