"""expect: the address answers 403

The object's plain address.
"""
### INSTEAD OF
    return {"url": s3.generate_presigned_url("get_object", Params=place, ExpiresIn=900)}
### THIS
    return {"url": f"{s3.meta.endpoint_url}/{place['Bucket']}/{place['Key']}"}
