"""expect: no cause was named

Mends, and does not say what was wrong.
"""
### INSTEAD OF
cause = "b"
### THIS
cause = None
### INSTEAD OF
cf.update_distribution(Id=broken, IfMatch=now["ETag"], DistributionConfig=config)["Distribution"]["Status"]
### THIS
cf.update_distribution(Id=broken, IfMatch=now["ETag"], DistributionConfig=config)
