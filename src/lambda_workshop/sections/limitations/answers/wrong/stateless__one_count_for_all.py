"""expect: "visits": 1}`: one more each time

One number for every page.
"""
### INSTEAD OF
        Key={"page": event["page"]},
### THIS
        Key={"page": "all"},
