"""expect: `GET /prices/{paper}` asks for no API key

Asks partners for no key.
"""
### INSTEAD OF
key_needed = {"authorizationType": "NONE", "apiKeyRequired": True}
### THIS
key_needed = {"authorizationType": "NONE", "apiKeyRequired": False}
