"""expect: the target's dead-letter queue is `(none)`

A queue that no target names.
"""
### INSTEAD OF
    "Id": "packer", "Arn": packer_arn, "DeadLetterConfig": {"Arn": queue_arn},
### THIS
    "Id": "packer", "Arn": packer_arn,
