"""expect: the whole batch comes again

Raises at a record that it cannot read.
"""
### INSTEAD OF
            return {"batchItemFailures": [{"itemIdentifier": record["kinesis"]["sequenceNumber"]}]}
### THIS
            raise
