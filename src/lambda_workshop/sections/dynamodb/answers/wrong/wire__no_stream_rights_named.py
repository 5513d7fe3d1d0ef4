"""expect: the role may not `dynamodb:UpdateItem`

The role may read, and not write.
"""
### INSTEAD OF
adder_role = dynamodb.role("inkwell-dynamodb-revenue-role", policies=[READS, writes])
### THIS
adder_role = dynamodb.role("inkwell-dynamodb-revenue-role", policies=[READS])
