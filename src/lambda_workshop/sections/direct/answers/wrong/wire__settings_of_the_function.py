"""expect: `live` has no settings for events; the function without the alias has some

The settings belong to $LATEST, and the alias is called.
"""
### INSTEAD OF
for called in ("live", version):
### THIS
if live:
### INSTEAD OF
        Qualifier=called,
### THIS
