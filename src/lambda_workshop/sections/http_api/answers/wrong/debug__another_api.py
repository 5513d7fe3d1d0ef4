"""expect: there is no `inkwell-http-api-debug` that the start made

Made anew at another address.
"""
### ADD
api = fresh_api("inkwell-http-api-debug", Target=lam.get_function(FunctionName=name)["Configuration"]["FunctionArn"])
