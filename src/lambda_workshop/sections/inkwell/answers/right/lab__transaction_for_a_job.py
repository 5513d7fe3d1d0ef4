"""Prints with a transaction that remembers each job as an item of its own."""
### INSTEAD OF
        orders.update_item(
            Key={"orderId": order_id},
            UpdateExpression="SET #status = :printed ADD sheets :copies",
            ConditionExpression="#status = :placed",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={":printed": "printed", ":placed": "placed", ":copies": copies},
        )
    except Refused:
        if not find(order_id):
### THIS
        dynamodb.meta.client.transact_write_items(
            TransactItems=[
                {
                    "Update": {
                        "TableName": os.environ["ORDERS"],
                        "Key": {"orderId": order_id},
                        "UpdateExpression": "SET #status = :printed, sheets = :copies",
                        "ConditionExpression": "#status = :placed",
                        "ExpressionAttributeNames": {"#status": "status"},
                        "ExpressionAttributeValues": {":printed": "printed", ":placed": "placed", ":copies": copies},
                    }
                }
            ]
        )
    except dynamodb.meta.client.exceptions.TransactionCanceledException:
        if (find(order_id) or {}).get("status") != "printed":
