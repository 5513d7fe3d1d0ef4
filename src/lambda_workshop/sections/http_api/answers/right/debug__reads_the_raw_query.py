"""Reads the query string as it was sent, and answers cookies with their attributes."""
### INSTEAD OF
import json
### THIS
import json
from urllib.parse import parse_qs
### INSTEAD OF
    fields = event.get("queryStringParameters", {}).get("field", "status").split(",")
### THIS
    fields = parse_qs(event["rawQueryString"]).get("field", ["status"])
### INSTEAD OF
        "cookies": [f"visits={visits}", f"language={language}"],
### THIS
        "cookies": [f"visits={visits}; Secure; HttpOnly", f"language={language}; Path=/"],
### INSTEAD OF
cause = "b"
### THIS
cause = "B"
