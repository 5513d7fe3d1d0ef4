"""With the low-level client, and the error told by its code."""
### INSTEAD OF
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
### THIS
client = boto3.client("dynamodb")
### INSTEAD OF
    job = {"jobId": request["requestId"], "size": size, "copies": copies}
    try:
        table.put_item(Item=job, ConditionExpression="attribute_not_exists(jobId)")
        print(f"job {job['jobId']}: {copies} x {size}")
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        print(f"seen before: {job['jobId']}")
### THIS
    job = {"jobId": {"S": request["requestId"]}, "size": {"S": size}, "copies": {"N": str(copies)}}
    try:
        client.put_item(TableName=os.environ["TABLE"], Item=job, ConditionExpression="attribute_not_exists(jobId)")
        print(f"job {request['requestId']}: {copies} x {size}")
    except client.exceptions.ConditionalCheckFailedException:
        print(f"seen before: {request['requestId']}")
