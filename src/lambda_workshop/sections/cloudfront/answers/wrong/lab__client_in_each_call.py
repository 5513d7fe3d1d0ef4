"""expect: a warm call made 1 client(s)

Right, and slow: every call makes its own client.
"""
### INSTEAD OF
table = boto3.resource("dynamodb", region_name=REGION).Table(TABLE)


def item(key):
### THIS
def item(key):
    table = boto3.resource("dynamodb", region_name=REGION).Table(TABLE)
