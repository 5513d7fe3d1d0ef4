"""Looks at a video in S3 and files a receipt. See README.md."""

import hashlib
import json
import os

import boto3

# Make the client here, once for each environment.


def handler(event, context):
    """Return the video's key, size and hash, and file them."""
    ...


# Helper functions, if you like.
