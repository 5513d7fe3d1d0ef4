"""expect: the function is mapped to

Everything is there, and the mapping reads the dead-letter queue.
"""
### INSTEAD OF
    lam.create_event_source_mapping(FunctionName=printer, EventSourceArn=arn_of(jobs_url), **settings)
### THIS
    lam.create_event_source_mapping(FunctionName=printer, EventSourceArn=arn_of(dead_url), **settings)
