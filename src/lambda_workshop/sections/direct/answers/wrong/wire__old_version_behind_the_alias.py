"""expect: a version keeps the code that it was published with

The alias keeps the first version, with an older handler.
"""
### INSTEAD OF
direct.deploy("inkwell-direct-pricer", handler, role=pricer_role)
### THIS
direct.deploy("inkwell-direct-pricer", measure, role=pricer_role)
### ADD
direct.deploy("inkwell-direct-pricer", handler, role=pricer_role)
