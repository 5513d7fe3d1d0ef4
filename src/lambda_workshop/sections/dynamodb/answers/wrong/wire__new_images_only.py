"""expect: its stream holds NEW_IMAGE

A stream with the new image only.
"""
### INSTEAD OF
orders = table_named("inkwell-dynamodb-orders", "orderId", StreamSpecification=both)
### THIS
new = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
orders = table_named("inkwell-dynamodb-orders", "orderId", StreamSpecification=new)
