"""expect: the client gets 200: `{"title": "

One too many at the upper end.
"""
### INSTEAD OF
    if paper not in CENTS or not re.fullmatch("[1-9][0-9]{0,2}", copies):
### THIS
    if paper not in CENTS or not re.fullmatch("[1-9][0-9]{0,2}|1000", copies):
