"""expect: the variable LAMP of

Writes one variable, and loses the other.
"""

cause = "c"
dryer = "inkwell-alexa-smart-home-debug-dryer"
variables = lam.get_function_configuration(FunctionName=dryer)["Environment"]["Variables"]
told = json.loads(variables["ENDPOINTS"])
told[0]["capabilities"][2]["version"] = "3"
told[0]["capabilities"][2]["properties"]["supported"] = [{"name": "brightness"}]
variables["ENDPOINTS"] = json.dumps(told)
lam.update_function_configuration(FunctionName=dryer, Environment={"Variables": {"ENDPOINTS": variables["ENDPOINTS"]}})
lam.get_waiter("function_updated_v2").wait(FunctionName=dryer)
