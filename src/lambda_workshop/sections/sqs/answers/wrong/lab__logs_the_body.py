"""expect: the log holds a customer

Logs the update that failed, with the customer's name in it.
"""
### INSTEAD OF
            print(f"failed {record['messageId']}: {type(error).__name__}")
### THIS
            print(f"failed {record['messageId']}: {type(error).__name__} in {record['body']}")
