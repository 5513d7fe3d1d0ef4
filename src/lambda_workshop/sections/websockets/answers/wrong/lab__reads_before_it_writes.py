"""expect: let one conditional write decide: a read before the write is a race

Reads the last number, compares, writes: two calls at once both find it news.
"""
### INSTEAD OF
from boto3.dynamodb.conditions import Attr, Key
### THIS
from boto3.dynamodb.conditions import Key
### INSTEAD OF
    try:
        table.put_item(
            Item={"orderId": order, "connectionId": STATE, "status": status, "number": number},
            ConditionExpression=Attr("number").not_exists() | Attr("number").lt(number),
        )
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        print(f"{order}: {number} is no news")
        return {"told": 0}
### THIS
    last = table.get_item(Key={"orderId": order, "connectionId": STATE}, ConsistentRead=True).get("Item")
    if last and last["number"] >= number:
        return {"told": 0}
    table.put_item(Item={"orderId": order, "connectionId": STATE, "status": status, "number": number})
