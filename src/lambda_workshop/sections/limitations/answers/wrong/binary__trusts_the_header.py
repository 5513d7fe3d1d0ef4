"""expect: for a JPEG that calls itself a PNG the header `content-type` is

Believes what the caller says.
"""
### INSTEAD OF
    kind = next((name for start, name in KINDS.items() if data.startswith(start)), None)
### THIS
    seen = next((name for start, name in KINDS.items() if data.startswith(start)), None)
    kind = seen and event.get("headers", {}).get("content-type", seen)
