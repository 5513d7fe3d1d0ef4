"""expect: must be a list such as

Mends the version, and overlooks the properties.
"""

cause = "c"
dryer = "inkwell-alexa-smart-home-debug-dryer"
variables = lam.get_function_configuration(FunctionName=dryer)["Environment"]["Variables"]
told = json.loads(variables["ENDPOINTS"])
told[0]["capabilities"][2]["version"] = "3"
variables["ENDPOINTS"] = json.dumps(told)
lam.update_function_configuration(FunctionName=dryer, Environment={"Variables": variables})
lam.get_waiter("function_updated_v2").wait(FunctionName=dryer)
