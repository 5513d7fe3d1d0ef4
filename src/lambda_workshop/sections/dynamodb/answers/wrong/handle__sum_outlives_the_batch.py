"""expect: the sum is

Goes on counting from batch to batch.
"""
### INSTEAD OF
def handler(event, context):
    revenue = expired = 0
### THIS
revenue = 0


def handler(event, context):
    global revenue
    expired = 0
