"""expect: may sign up, and REFUSED is

Lets everybody and everything through.
"""


def handler(event, context):
    return event
