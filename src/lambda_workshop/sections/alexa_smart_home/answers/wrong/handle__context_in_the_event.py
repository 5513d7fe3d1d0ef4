"""expect: `context.properties` is missing

Puts the context into the event.
"""
### INSTEAD OF
    return {"event": {"header": header, "endpoint": endpoint, "payload": payload}, **context}
### THIS
    return {"event": {"header": header, "endpoint": endpoint, "payload": payload, **context}}
