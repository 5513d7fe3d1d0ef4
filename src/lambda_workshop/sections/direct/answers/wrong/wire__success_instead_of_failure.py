"""expect: failures go to `nowhere`

The destination for success, not for failure.
"""
### INSTEAD OF
        DestinationConfig={"OnFailure": {"Destination": failed}},
### THIS
        DestinationConfig={"OnSuccess": {"Destination": failed}},
