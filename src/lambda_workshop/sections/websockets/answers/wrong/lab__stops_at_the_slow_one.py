"""expect: catch what a post raises around each single post, and go on

Only 410 is caught: a client that is slow stops the others' news.
"""
### INSTEAD OF
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError
### THIS
from boto3.dynamodb.conditions import Attr, Key
### INSTEAD OF
        return False
    except ClientError as error:
        print(f"{connection} was not told: {error.response['Error']['Code']}")
### THIS
