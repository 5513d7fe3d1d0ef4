"""expect: "a": The handler does not know SetBrightness

Mends it by copying, and blames the handler.
"""

cause = "a"
dryer = "inkwell-alexa-smart-home-debug-dryer"
variables = lam.get_function_configuration(FunctionName=dryer)["Environment"]["Variables"]
told = json.loads(variables["ENDPOINTS"])
told[0]["capabilities"][2]["version"] = "3"
told[0]["capabilities"][2]["properties"]["supported"] = [{"name": "brightness"}]
variables["ENDPOINTS"] = json.dumps(told)
lam.update_function_configuration(FunctionName=dryer, Environment={"Variables": variables})
lam.get_waiter("function_updated_v2").wait(FunctionName=dryer)
