"""expect: a warm call of `tell` made 1 client(s)

Makes the client of the tabs for each call.
"""
### INSTEAD OF
    order_id = event["detail"]["orderId"]
### THIS
    order_id = event["detail"]["orderId"]
    followers = boto3.resource("dynamodb").Table(os.environ["FOLLOWERS"])
