"""The filter in another form, the queue open to all topics of the account."""
### INSTEAD OF
    "Condition": {"ArnEquals": {"aws:SourceArn": orders}},
### THIS
    "Condition": {"ArnLike": {"aws:SourceArn": orders.rpartition(":")[0] + ":*"}},
### INSTEAD OF
wanted = {"country": ["AT", "DE"], "cents": [{"numeric": [">=", 5000]}]}
### THIS
wanted = {"country": ["AT", "DE"], "cents": [{"numeric": [">=", 5000, "<", 10000000]}]}
