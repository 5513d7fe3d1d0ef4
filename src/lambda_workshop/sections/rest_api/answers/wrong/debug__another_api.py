"""expect: there is no `inkwell-rest-api-debug` that the start made

Made anew at another address.
"""

fresh_api("inkwell-rest-api-debug")
cause = "c"
