"""expect: ResourceNotFoundException

A second review is an error.
"""

import json
import os
import re
from datetime import date, timedelta

import boto3

scheduler = boto3.client("scheduler")


def handler(event, context):
    """Schedule the reminder for a delivery, or cancel it for a review; return when it is due."""
    order = event["orderId"]
    if not re.fullmatch(r"O-\d+", order):
        raise ValueError("not an order's id")
    name = f"inkwell-schedule-lab-{order}"
    if event.get("reviewed"):
        scheduler.delete_schedule(Name=name)
        return {"reminder": None}
    due = f"{date.fromisoformat(event['delivered']) + timedelta(days=3)}T10:00:00"
    reminder = {
        "Name": name,
        "ScheduleExpression": f"at({due})",
        "ScheduleExpressionTimezone": event["zone"],
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "ActionAfterCompletion": "DELETE",
        "Target": {
            "Arn": os.environ["TARGET_ARN"],
            "RoleArn": os.environ["ROLE_ARN"],
            "Input": json.dumps({"orderId": order, "planned": "<aws.scheduler.scheduled-time>"}),
        },
    }
    try:
        scheduler.create_schedule(**reminder)
    except scheduler.exceptions.ConflictException:
        scheduler.update_schedule(**reminder)
    return {"reminder": due}
