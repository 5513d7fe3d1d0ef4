"""expect: works here, but AWS would refuse it: messages are hidden for 2 s

The function's timeout is raised later, above the time for which messages are hidden.
"""
### INSTEAD OF
attributes = {"VisibilityTimeout": "6", "RedrivePolicy": json.dumps(redrive)}
### THIS
attributes = {"VisibilityTimeout": "2", "RedrivePolicy": json.dumps(redrive)}
### ADD
sqs.deploy("inkwell-sqs-printer", handler, role=role, timeout=30)
