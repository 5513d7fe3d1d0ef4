"""expect: 70 points have become

Puts the record whenever it is called.
"""
### INSTEAD OF
        customers.put_item(Item=item, ConditionExpression="attribute_not_exists(id)")
### THIS
        customers.put_item(Item=item)
