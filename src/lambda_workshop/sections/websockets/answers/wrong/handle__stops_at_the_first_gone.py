"""expect: catch GoneException around each single post

One connection that is gone ends the loop, and the invocation.
"""
### INSTEAD OF
        try:
            api.post_to_connection(ConnectionId=item["connectionId"], Data=data)
        except api.exceptions.GoneException:
            connections.delete_item(Key={"connectionId": item["connectionId"]})
### THIS
        api.post_to_connection(ConnectionId=item["connectionId"], Data=data)
