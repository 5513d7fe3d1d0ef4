"""expect: POST /photos, the same again answered 201

Overwrites the photo that is there.
"""
### INSTEAD OF
        s3.put_object(Bucket=os.environ["BUCKET"], Key=number, Body=photo, ContentType=kind, IfNoneMatch="*")
### THIS
        s3.put_object(Bucket=os.environ["BUCKET"], Key=number, Body=photo, ContentType=kind)
