"""expect: no line `printed

Leaves the loop at the poison job: what stands behind it is neither printed nor reported, so it is deleted.
"""
### INSTEAD OF
            failures.append({"itemIdentifier": record["messageId"]})
### THIS
            failures.append({"itemIdentifier": record["messageId"]})
            break
