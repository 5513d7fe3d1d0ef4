"""expect: 70 points have become

Takes a new password for a new customer.
"""
### INSTEAD OF
        customers.put_item(Item=item, ConditionExpression="attribute_not_exists(id)")
### THIS
        customers.put_item(Item=item)
### INSTEAD OF
    "PostConfirmation_ConfirmSignUp": confirmed,
### THIS
    "PostConfirmation_ConfirmSignUp": confirmed,
    "PostConfirmation_ConfirmForgotPassword": confirmed,
