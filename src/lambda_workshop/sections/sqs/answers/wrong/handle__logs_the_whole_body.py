"""expect: the log holds a customer's data

Right in everything but the log, which now holds names and addresses.
"""
### INSTEAD OF
            print(f"failed {record['messageId']}: {type(error).__name__}: {error}")
### THIS
            print(f"failed {record['messageId']}: {type(error).__name__}: {error} in {record['body']}")
