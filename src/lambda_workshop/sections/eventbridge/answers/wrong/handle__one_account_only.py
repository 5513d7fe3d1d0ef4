"""expect: the line is `null`

Knows one account of the partner, and not the next.
"""
### INSTEAD OF
    if source.startswith("aws.partner/zendesk.com/"):
### THIS
    if source == "aws.partner/zendesk.com/1234/default":
