"""expect: the line is `{"kind": "upload"

Looks at the source and not at what happened.
"""
### INSTEAD OF
    if (source, kind) == ("aws.s3", "Object Created"):
### THIS
    if source == "aws.s3":
