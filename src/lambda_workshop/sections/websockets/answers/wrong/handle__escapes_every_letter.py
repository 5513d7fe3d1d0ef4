"""expect: became too large: `PayloadTooLargeException

`json.dumps` as it comes: 60 KB of Czech become 180 KB.
"""
### INSTEAD OF
    data = json.dumps(message, ensure_ascii=False).encode()
### THIS
    data = json.dumps(message).encode()
