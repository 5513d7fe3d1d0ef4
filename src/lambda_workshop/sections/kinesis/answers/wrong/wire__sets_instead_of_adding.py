"""expect: the table says

Every page was seen once.
"""
### INSTEAD OF
            TableName="inkwell-kinesis-pages", Key={"page": {"S": page}}, UpdateExpression="ADD #views :one",
### THIS
            TableName="inkwell-kinesis-pages", Key={"page": {"S": page}}, UpdateExpression="SET #views = :one",
