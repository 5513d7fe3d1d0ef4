"""boto3's resource for the object, and a limit in real bytes."""
### INSTEAD OF
    if len(text) <= 5_000_000:
        return {"photos": photos}
    place = {"Bucket": os.environ["BUCKET"], "Key": f"albums/{uuid.uuid4()}.json"}
    s3.put_object(**place, Body=text.encode(), ContentType="application/json")
### THIS
    if len(text.encode()) <= 5_000_000:
        return {"photos": photos}
    place = {"Bucket": os.environ["BUCKET"], "Key": f"albums/{uuid.uuid4().hex}"}
    boto3.resource("s3").Object(place["Bucket"], place["Key"]).put(Body=text.encode())
