"""expect: the old tabs hear everything

More rights for a role that has them.
"""

cause = "c"
role = lam.get_function_configuration(FunctionName="inkwell-websockets-debug-chat")["Role"]
