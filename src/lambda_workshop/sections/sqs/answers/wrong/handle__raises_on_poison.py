"""expect: so the whole batch comes back

No `try`: one poison job fails the invocation, and the good jobs are printed again.
"""
### INSTEAD OF
        try:
            print_job(record["body"])
        except Exception as error:
            print(f"failed {record['messageId']}: {type(error).__name__}: {error}")
            failures.append({"itemIdentifier": record["messageId"]})
### THIS
        print_job(record["body"])
