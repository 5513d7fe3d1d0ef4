"""Keeps the orders of each customer: called by an HTTP API in payload format 2.0."""

import base64
import json
import os

import boto3

CENTS = {"A5": 15, "A4": 25, "A3": 60}


def handler(event, context):
    """Answer one request of a customer who is signed in."""
    ...
