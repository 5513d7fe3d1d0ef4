"""Counts page views, each once. See README.md."""

import base64
import json
import os

import boto3

# Make the client here, once for each environment.


def handler(event, context):
    """Count every view of this batch, each once."""
    ...


# Helper functions, if you like.
