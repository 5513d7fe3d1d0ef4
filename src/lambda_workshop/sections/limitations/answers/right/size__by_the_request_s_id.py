"""A key from the request's id, and an hour."""
### INSTEAD OF
    place = {"Bucket": os.environ["BUCKET"], "Key": f"albums/{uuid.uuid4()}.json"}
    s3.put_object(**place, Body=text.encode(), ContentType="application/json")
    return {"url": s3.generate_presigned_url("get_object", Params=place, ExpiresIn=900)}
### THIS
    place = {"Bucket": os.environ["BUCKET"], "Key": f"{context.aws_request_id}/album"}
    s3.put_object(**place, Body=text.encode(), ContentType="application/json")
    return {"url": s3.generate_presigned_url("get_object", Params=place, ExpiresIn=3600)}
