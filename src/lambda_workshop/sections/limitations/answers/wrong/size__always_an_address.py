"""expect: a detour by S3 costs time and money

Three photos by way of S3.
"""

from lambda_workshop.cloud import deploying
from lambda_workshop.cloud.functions import zip_of

account = limitations.session.client("sts").get_caller_identity()["Account"]
bucket = f"inkwell-limitations-{account}"
limitations.session.client("s3").create_bucket(Bucket=bucket)
objects = {"Action": ["s3:PutObject", "s3:GetObject"], "Resource": f"arn:aws:s3:::{bucket}/*"}
album_role = limitations.role("inkwell-limitations-album-role", policies=[objects])

SOURCE = """import json
import os
import uuid

import boto3

s3 = boto3.client("s3")


def album(event, context):
    photos = [{"photo": f"{number:06d}.jpg", "caption": "a print by Inkwell " * 4} for number in range(event["photos"])]
    text = json.dumps({"photos": photos})
    place = {"Bucket": os.environ["BUCKET"], "Key": f"albums/{uuid.uuid4()}.json"}
    s3.put_object(**place, Body=text.encode(), ContentType="application/json")
    return {"url": s3.generate_presigned_url("get_object", Params=place, ExpiresIn=900)}
"""
deploying.deploy(
    limitations.cloud,
    "inkwell-limitations-album",
    zip_of({"index.py": SOURCE}),
    handler="index.album",
    role_arn=album_role,
    timeout=10,
    memory=512,
    environment={"BUCKET": bucket},
)
