"""Writes the record with an update that keeps what is there."""
### INSTEAD OF
    item = {"id": person["sub"], "email": person.get("email", ""), "name": person.get("name", ""), "points": 0}
    try:
        customers.put_item(Item=item, ConditionExpression="attribute_not_exists(id)")
    except exceptions.ConditionalCheckFailedException:
        print("a customer already")
### THIS
    customers.update_item(
        Key={"id": person["sub"]},
        UpdateExpression="SET email = :email, #name = :name, points = if_not_exists(points, :none)",
        ExpressionAttributeNames={"#name": "name"},
        ExpressionAttributeValues={":email": person.get("email", ""), ":name": person.get("name", ""), ":none": 0},
    )
