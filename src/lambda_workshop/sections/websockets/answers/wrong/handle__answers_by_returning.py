"""expect: call `post_to_connection`: what the function returns does not reach the client

The message as the return value, as behind an HTTP API.
"""
### INSTEAD OF
    data = json.dumps(message, ensure_ascii=False).encode()
    for item in found:
        try:
            api.post_to_connection(ConnectionId=item["connectionId"], Data=data)
        except api.exceptions.GoneException:
            connections.delete_item(Key={"connectionId": item["connectionId"]})
    return {"statusCode": 200}
### THIS
    return {"statusCode": 200, "body": json.dumps(message)}
