"""expect: has not printed `points

Looks into the body, where there is no country.
"""
### INSTEAD OF
    "FilterPolicy": json.dumps(wanted),
### THIS
    "FilterPolicy": json.dumps(wanted),
    "FilterPolicyScope": "MessageBody",
