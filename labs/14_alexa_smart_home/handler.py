"""The print room's smart home: called by Alexa with every directive for its devices."""

import os
import uuid
from datetime import UTC, datetime

import boto3
from botocore.exceptions import ClientError

def handler(event, context):
    """Answer one directive of Alexa's."""
    ...
