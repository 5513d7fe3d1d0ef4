"""expect: `"eventName": ["INSERT"]` among its fields

Printed orders count again.
"""
### INSTEAD OF
pattern = {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"status": {"S": ["placed"]}}}}
### THIS
pattern = {"dynamodb": {"NewImage": {"status": {"S": ["placed"]}}}}
