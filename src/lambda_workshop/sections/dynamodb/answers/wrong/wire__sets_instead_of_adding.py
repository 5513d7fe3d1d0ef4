"""expect: the revenue went from

The last order is all there is.
"""
### INSTEAD OF
            TableName="inkwell-dynamodb-revenue", Key={"name": {"S": "total"}}, UpdateExpression="ADD cents :amount",
### THIS
            TableName="inkwell-dynamodb-revenue", Key={"name": {"S": "total"}}, UpdateExpression="SET cents = :amount",
