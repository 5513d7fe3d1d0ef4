"""expect: the permission names the bucket and not its owner

The bucket is named, its owner is not.
"""
### INSTEAD OF
allow("inkwell-s3-thumbnailer", photos)
### THIS
try:
    lam.remove_permission(FunctionName="inkwell-s3-thumbnailer", StatementId="photos")
except lam.exceptions.ResourceNotFoundException:
    pass
lam.add_permission(
    FunctionName="inkwell-s3-thumbnailer",
    StatementId="photos",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
    SourceArn=f"arn:aws:s3:::{photos}",
)
