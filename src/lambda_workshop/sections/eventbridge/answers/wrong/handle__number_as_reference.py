"""expect: "kind": "support"

Leaves the ticket's id a number.
"""
### INSTEAD OF
        return {"kind": "support", "ref": str(detail["ticket_event"]["ticket"]["id"]), "units": 1}
### THIS
        return {"kind": "support", "ref": detail["ticket_event"]["ticket"]["id"], "units": 1}
