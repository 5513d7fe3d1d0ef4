"""expect: any bucket of anybody may invoke the function

No source at all: anybody in the world may call.
"""
### INSTEAD OF
allow("inkwell-s3-thumbnailer", photos)
### THIS
lam.add_permission(
    FunctionName="inkwell-s3-thumbnailer",
    StatementId="open",
    Action="lambda:InvokeFunction",
    Principal="s3.amazonaws.com",
)
