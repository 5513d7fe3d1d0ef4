"""expect: it answered

Reports the event's id, which begins with the shard.
"""
### INSTEAD OF
            return {"batchItemFailures": [{"itemIdentifier": record["kinesis"]["sequenceNumber"]}]}
### THIS
            return {"batchItemFailures": [{"itemIdentifier": record["eventID"]}]}
