"""expect: a warm call made 1 client

A new client for every event.
"""
### INSTEAD OF
scheduler = boto3.client("scheduler")


def handler(event, context):
    """Schedule the reminder for a delivery, or cancel it for a review; return when it is due."""
### THIS
def handler(event, context):
    """Schedule the reminder for a delivery, or cancel it for a review; return when it is due."""
    scheduler = boto3.client("scheduler")
