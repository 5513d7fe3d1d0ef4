"""expect: was not reported, so Lambda deletes it as if it were printed

Catches the error, prints it, and forgets it: the job is lost without a trace in the queue.
"""
### INSTEAD OF
            failures.append({"itemIdentifier": record["messageId"]})
### THIS
