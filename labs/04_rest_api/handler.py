"""Keeps photos in a bucket: called by a REST API with a Lambda proxy integration."""

import base64
import hashlib
import json
import os
import re

import boto3

BEGINS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG"}
MOST_BYTES = 4 * 1024 * 1024


def handler(event, context):
    """Keep the photo of a POST, give the one of a GET."""
    ...
