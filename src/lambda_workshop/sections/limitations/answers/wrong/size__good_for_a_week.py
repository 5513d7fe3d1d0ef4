"""expect: keys get lost

The longest time that a signature may have.
"""
### INSTEAD OF
    return {"url": s3.generate_presigned_url("get_object", Params=place, ExpiresIn=900)}
### THIS
    return {"url": s3.generate_presigned_url("get_object", Params=place, ExpiresIn=604800)}
