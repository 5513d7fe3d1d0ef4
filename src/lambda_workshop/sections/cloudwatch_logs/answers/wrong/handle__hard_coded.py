"""expect: the digest is

The example's digest, whatever comes.
"""


def handler(event, context):
    return [
        {"order": None, "reason": "ERROR card refused", "at": 1795436400000},
        {"order": None, "reason": "ERROR card expired", "at": 1795436400001},
    ]
