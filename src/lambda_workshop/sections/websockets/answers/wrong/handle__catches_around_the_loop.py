"""expect: heard nothing

One `try` around all posts: whoever stands behind one who is gone misses the message.
"""
### INSTEAD OF
    for item in found:
        try:
            api.post_to_connection(ConnectionId=item["connectionId"], Data=data)
        except api.exceptions.GoneException:
            connections.delete_item(Key={"connectionId": item["connectionId"]})
### THIS
    try:
        for item in found:
            api.post_to_connection(ConnectionId=item["connectionId"], Data=data)
    except api.exceptions.GoneException:
        connections.delete_item(Key={"connectionId": item["connectionId"]})
