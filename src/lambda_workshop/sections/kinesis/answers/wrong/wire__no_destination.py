"""expect: as its on-failure destination

What is given up is lost.
"""
### INSTEAD OF
    DestinationConfig={"OnFailure": {"Destination": failed}},
### THIS
