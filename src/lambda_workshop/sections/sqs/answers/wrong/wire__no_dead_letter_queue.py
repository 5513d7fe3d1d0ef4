"""expect: names `no queue`

Both queues exist, and nothing leads from one to the other.
"""
### INSTEAD OF
attributes = {"VisibilityTimeout": "6", "RedrivePolicy": json.dumps(redrive)}
### THIS
attributes = {"VisibilityTimeout": "6"}
