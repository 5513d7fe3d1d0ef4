"""Behind the shop's user pool: called by Cognito at sign-up, sign-in, migration and challenge."""

import hashlib
import hmac
import os
from datetime import UTC, datetime

import boto3

def handler(event, context):
    """Do what the trigger source asks for, and return the event."""
    ...
