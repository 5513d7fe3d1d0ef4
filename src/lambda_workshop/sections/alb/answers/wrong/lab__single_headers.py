"""expect: the answer sets no cookie

Answers with `headers`, which this mode does not read.
"""
### INSTEAD OF
        "multiValueHeaders": headers,
### THIS
        "headers": {name: values[-1] for name, values in headers.items()},
