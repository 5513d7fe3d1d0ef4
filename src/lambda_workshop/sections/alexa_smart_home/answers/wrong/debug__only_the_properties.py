"""expect: `version` is 3, and Alexa expects the text "3"

Mends the properties, and overlooks the version.
"""
### INSTEAD OF
told[0]["capabilities"][2]["version"] = "3"
### THIS
