"""expect: names a message from an earlier batch

The list of failures stands outside the handler, so a warm environment reports old messages again.
"""
### INSTEAD OF
def print_job(body):
### THIS
failures = []


def print_job(body):
### INSTEAD OF
    failures = []
### THIS
### INSTEAD OF
    return {"batchItemFailures": failures}
### THIS
    return {"batchItemFailures": failures[-11:]}
