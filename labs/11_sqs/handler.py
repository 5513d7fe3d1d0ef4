"""Keeps the orders' table up to date: called with batches of `inkwell-sqs-lab-updates.fifo`."""

import json
import os

import boto3

STATUSES = ("paid", "printing", "printed", "shipped")


def handler(event, context):
    """Apply the updates in order; return the first that failed, and all that follow it."""
    ...
