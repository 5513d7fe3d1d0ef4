"""expect: the client gets 200: `{"title": "

A path that only begins like the page's is taken for it.
"""
### INSTEAD OF
    if event["path"] != "/prices":
### THIS
    if not event["path"].startswith("/prices"):
