"""The rights named one by one."""
### INSTEAD OF
counter_role = kinesis.role("inkwell-kinesis-counter-role", policies=[READS, *own])
### THIS
reads = [
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:ListShards",
    "kinesis:ListStreams",
]
counter_role = kinesis.role(
    "inkwell-kinesis-counter-role", policies=[{"Action": reads, "Resource": "*"}, *own]
)
