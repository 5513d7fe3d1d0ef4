"""expect: nobody hears of it

No error action.
"""
### INSTEAD OF
    errorAction={"republish": {"topic": "print-room/errors", "roleArn": errors_role}},
### THIS
