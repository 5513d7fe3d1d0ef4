"""expect: names no message of the batch

Confuses the receipt handle, which deletes a message, with its id.
"""
### INSTEAD OF
            failures.append({"itemIdentifier": record["messageId"]})
### THIS
            failures.append({"itemIdentifier": record["receiptHandle"]})
