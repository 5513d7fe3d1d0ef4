"""Keeps the loyalty points of Inkwell's customers. See README.md."""

import os

import boto3

# Make the client here, once for each environment.


def handler(event, context):
    """Add or take away the points of one order, once."""
    ...
