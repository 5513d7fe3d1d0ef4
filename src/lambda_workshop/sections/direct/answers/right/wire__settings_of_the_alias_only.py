"""The version has no settings of its own: the shop calls the alias, and AWS reads the alias's."""
### INSTEAD OF
for called in ("live", version):
### THIS
for called in ("live",):
