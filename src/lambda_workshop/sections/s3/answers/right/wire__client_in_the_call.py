"""A client in each call is slow, and right."""
### INSTEAD OF
bucket_client = boto3.client("s3")
### THIS
### INSTEAD OF
    for record in event["Records"]:
### THIS
    bucket_client = boto3.client("s3")
    for record in event["Records"]:
