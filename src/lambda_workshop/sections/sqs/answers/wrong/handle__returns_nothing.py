"""expect: tells Lambda nothing of failures

Prints well and answers nothing, which Lambda takes for success.
"""
### INSTEAD OF
    return {"batchItemFailures": failures}
### THIS
