"""Baskets and photos: called by a load balancer whose target group has multi-value headers on."""

import base64
import hashlib
import json
from urllib.parse import unquote_plus

CENTS = {"A5": 15, "A4": 25, "A3": 60}
THUMB = bytes.fromhex("89504E470D0A1A0A")


def handler(event, context):
    """Answer one request."""
    ...
