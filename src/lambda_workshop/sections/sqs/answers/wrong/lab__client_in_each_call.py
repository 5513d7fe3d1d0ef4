"""expect: a warm call made 1 client(s)

Right, and slow: every call makes its own client.
"""
### INSTEAD OF
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def apply(record):
### THIS
def apply(record):
    table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
