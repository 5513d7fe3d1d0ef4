"""expect: a call made a client

Makes its client where it needs it.
"""
### INSTEAD OF
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
### THIS
### INSTEAD OF
        return elicit("copies", "From one to five hundred. How many copies?")
### THIS
        return elicit("copies", "From one to five hundred. How many copies?")
    table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
