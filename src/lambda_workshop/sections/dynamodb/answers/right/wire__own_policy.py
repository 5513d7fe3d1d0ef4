"""The rights named one by one."""
### INSTEAD OF
adder_role = dynamodb.role("inkwell-dynamodb-revenue-role", policies=[READS, writes])
### THIS
reads = {
    "Action": ["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"],
    "Resource": orders["LatestStreamArn"],
}
lists = {"Action": "dynamodb:ListStreams", "Resource": "*"}
adder_role = dynamodb.role("inkwell-dynamodb-revenue-role", policies=[reads, lists, writes])
