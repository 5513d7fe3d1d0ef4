"""expect: the log names a visitor

Prints the whole record.
"""
### INSTEAD OF
        print("seen", page)
### THIS
        print("seen", page)
        print(base64.b64decode(record["kinesis"]["data"]))
