"""expect: `printer` raised

Lets the error of one job end the whole batch.
"""
### INSTEAD OF
        try:
            print_job(json.loads(record["body"]))
        except Exception as error:
            print("failed:", record["messageId"], type(error).__name__)
            failures.append({"itemIdentifier": record["messageId"]})
### THIS
        print_job(json.loads(record["body"]))
