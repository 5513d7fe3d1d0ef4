"""expect: only a number above the last one is news

Whatever comes is told, however late or often.
"""
### INSTEAD OF
from boto3.dynamodb.conditions import Attr, Key
### THIS
from boto3.dynamodb.conditions import Key
### INSTEAD OF
            ConditionExpression=Attr("number").not_exists() | Attr("number").lt(number),
### THIS
