"""Short links and private proofs: called at viewer-request."""

import base64
import binascii
import hmac

import boto3

TABLE, REGION = "inkwell-cloudfront-lab", "us-east-1"


def handler(event, context):
    """Answer short links, ask for the password of proofs, and let everything else go on."""
    ...
