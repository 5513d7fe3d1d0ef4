"""expect: the revenue went from

Drafts count too.
"""
### INSTEAD OF
pattern = {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"status": {"S": ["placed"]}}}}
### THIS
pattern = {"eventName": ["INSERT"]}
