"""Keeps the letters of thanks. See README.md."""

import json
import os

import boto3

# Make the client here, once for each environment.


def handler(event, context):
    """Keep one letter for the order of this message."""
    ...
