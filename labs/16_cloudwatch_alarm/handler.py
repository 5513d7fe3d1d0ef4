"""Keeps the book of incidents. See README.md."""

import os

import boto3

# Make the client here, once for each environment.


def handler(event, context):
    """Open or close the incident of one alarm."""
    ...
