"""expect: the same answer for `aws.scheduler` as for `aws.events`

Knows the events of rules, and no others.
"""
### INSTEAD OF
def handler(event, context):
### THIS
def handler(event, context):
    if event.get("source", "aws.events") != "aws.events":
        raise ValueError("not a scheduled event")
