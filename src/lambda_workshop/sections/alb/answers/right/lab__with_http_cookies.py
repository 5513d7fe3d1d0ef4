"""Reads cookies with the standard library."""
### INSTEAD OF
import json
### THIS
import json
from http.cookies import SimpleCookie
### INSTEAD OF
    cookies = dict(part.strip().partition("=")[::2] for part in sent.split(";"))
    known = cookies.get("visits", "")
### THIS
    cookies = SimpleCookie(sent)
    known = cookies["visits"].value if "visits" in cookies else ""
