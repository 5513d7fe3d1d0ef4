"""Keeps the catalogue of the pictures in a bucket. See README.md."""

import json
import struct
from urllib.parse import unquote_plus

import boto3

# Make the client here, once for each environment.


def handler(event, context):
    """Bring the catalogue to what the event tells."""
    ...


# Helper functions, if you like.
