"""Keeps photos in a bucket: called by a REST API with a Lambda proxy integration."""

import base64
import hashlib
import json
import os
import re

import boto3

BEGINS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG"}
MOST_BYTES = 4 * 1024 * 1024


s3 = boto3.client("s3")


def reply(status, value):
    return {"statusCode": status, "headers": {"Content-Type": "application/json"}, "body": json.dumps(value)}


def keep(event):
    headers = {name.lower(): value for name, value in event["headers"].items()}
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in BEGINS:
        return reply(415, {"error": "only image/jpeg and image/png are printed"})
    body = event["body"] or ""
    photo = base64.b64decode(body) if event["isBase64Encoded"] else body.encode()
    if len(photo) > MOST_BYTES:
        return reply(413, {"error": "more than 4 MB"})
    if not photo.startswith(BEGINS[kind]):
        return reply(400, {"error": f"that is no {kind}"})
    number = hashlib.sha256(photo).hexdigest()
    try:
        s3.put_object(Bucket=os.environ["BUCKET"], Key=number, Body=photo, ContentType=kind, IfNoneMatch="*")
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] not in ("PreconditionFailed", "ConditionalRequestConflict"):
            raise
        return reply(200, {"id": number})
    print(f"kept {number}")
    return reply(201, {"id": number})


def give(number):
    missing = reply(404, {"error": "no such photo"})
    if not re.fullmatch("[0-9a-f]{64}", number):
        return missing
    try:
        found = s3.get_object(Bucket=os.environ["BUCKET"], Key=number)
    except s3.exceptions.NoSuchKey:
        return missing
    photo = base64.b64encode(found["Body"].read()).decode()
    return {
        "statusCode": 200,
        "headers": {"Content-Type": found["ContentType"]},
        "body": photo,
        "isBase64Encoded": True,
    }


def handler(event, context):
    """Keep the photo of a POST, give the one of a GET."""
    return keep(event) if event["httpMethod"] == "POST" else give(event["pathParameters"]["id"])
