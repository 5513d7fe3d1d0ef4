"""expect: the second time it wrote

Overwrites what the print room has changed.
"""
### INSTEAD OF
        table.put_item(Item=job, ConditionExpression="attribute_not_exists(jobId)")
### THIS
        table.put_item(Item=job)
