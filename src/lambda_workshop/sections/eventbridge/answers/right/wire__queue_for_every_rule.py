"""A queue that every rule of the account may fill."""
### INSTEAD OF
    "Condition": {"ArnEquals": {"aws:SourceArn": large_arn}},
### THIS
    "Condition": {"ArnLike": {"aws:SourceArn": large_arn.rpartition("rule/")[0] + "rule/*"}},
