"""expect: ResponseSizeTooLarge

The whole album, whatever its size.
"""
### INSTEAD OF
    if len(text) <= 5_000_000:
        return {"photos": photos}
    place = {"Bucket": os.environ["BUCKET"], "Key": f"albums/{uuid.uuid4()}.json"}
    s3.put_object(**place, Body=text.encode(), ContentType="application/json")
    return {"url": s3.generate_presigned_url("get_object", Params=place, ExpiresIn=900)}
### THIS
    return {"photos": photos}
