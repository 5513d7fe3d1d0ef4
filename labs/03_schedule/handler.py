"""Makes, moves and cancels the reminders: called with deliveries and reviews."""

import json
import os
import re
from datetime import date, timedelta

import boto3

def handler(event, context):
    """Schedule the reminder for a delivery, or cancel it for a review; return when it is due."""
    ...
