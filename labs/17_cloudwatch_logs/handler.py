"""Keeps the tally of failed payments. See README.md."""

import base64
import gzip
import json
import os

import boto3

# Make the client here, once for each environment.


def handler(event, context):
    """Count the lines of this event, each once."""
    ...


# Helper functions, if you like.
