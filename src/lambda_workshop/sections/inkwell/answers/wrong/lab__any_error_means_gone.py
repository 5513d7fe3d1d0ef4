"""expect: of two tabs that are gone and one that is slow

Forgets a tab to which a post fails for whatever reason.
"""
### INSTEAD OF
    except sockets.exceptions.GoneException:
        followers.delete_item(Key={"orderId": order_id or "-", "connectionId": connection})
    except sockets.exceptions.ClientError as error:
        print("not told:", connection, error.response["Error"]["Code"])
### THIS
    except sockets.exceptions.ClientError:
        followers.delete_item(Key={"orderId": order_id or "-", "connectionId": connection})
