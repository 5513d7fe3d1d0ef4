"""Tells the followers of an order its status: called by a WebSocket API, and by the print room."""

import json
import os

import boto3

# Make the clients here, once for each environment.


def handler(event, context):
    """Answer an event of the WebSocket API, or a call of the print room."""
    ...
