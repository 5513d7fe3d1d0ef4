"""expect: the subscription's dead-letter queue is `(none)`

A queue that no subscription names.
"""
### INSTEAD OF
    "RedrivePolicy": json.dumps({"deadLetterTargetArn": queue_arn}),
### THIS
