"""expect: the alias points to $LATEST

The next deployment changes what the shop calls.
"""
### INSTEAD OF
version = lam.publish_version(**pricer)["Version"]
### THIS
version = "$LATEST"
