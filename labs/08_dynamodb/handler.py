"""Keeps the revenue, and counts each change once. See README.md."""

import os

import boto3

# Make the client here, once for each environment.


def handler(event, context):
    """Count every change of this batch, each once."""
    ...


# Helper functions, if you like.
