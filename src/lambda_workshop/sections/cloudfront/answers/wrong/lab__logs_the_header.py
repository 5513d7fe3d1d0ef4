"""expect: the log holds what is secret

Prints the request while it is being written.
"""
### INSTEAD OF
    request = event["Records"][0]["cf"]["request"]
### THIS
    request = event["Records"][0]["cf"]["request"]
    print(request["headers"])
