"""expect: works here, but AWS would refuse it: the queue's policy

A queue that EventBridge may not fill.
"""
### INSTEAD OF
sqs.set_queue_attributes(QueueUrl=queue_url, Attributes={"Policy": policy})
### THIS
