"""expect: must be a list such as

Mends the version, and overlooks the properties.
"""
### INSTEAD OF
told[0]["capabilities"][2]["properties"]["supported"] = [{"name": "brightness"}]
### THIS
