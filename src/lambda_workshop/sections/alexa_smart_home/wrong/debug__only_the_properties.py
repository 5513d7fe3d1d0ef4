"""expect: `version` is 3, and Alexa expects the text "3"

Mends the properties, and overlooks the version.
"""

cause = "c"
dryer = "inkwell-alexa-smart-home-debug-dryer"
variables = lam.get_function_configuration(FunctionName=dryer)["Environment"]["Variables"]
told = json.loads(variables["ENDPOINTS"])
told[0]["capabilities"][2]["properties"]["supported"] = [{"name": "brightness"}]
variables["ENDPOINTS"] = json.dumps(told)
lam.update_function_configuration(FunctionName=dryer, Environment={"Variables": variables})
lam.get_waiter("function_updated_v2").wait(FunctionName=dryer)
