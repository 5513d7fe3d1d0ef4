"""expect: was answered with 503

Not everything after `Basic` is base64.
"""
### INSTEAD OF
import binascii
### THIS
### INSTEAD OF
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
### THIS
    user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
