"""Copies the capability that works, and changes its names."""

cause = "c"
dryer = "inkwell-alexa-smart-home-debug-dryer"
variables = lam.get_function_configuration(FunctionName=dryer)["Environment"]["Variables"]
told = json.loads(variables["ENDPOINTS"])
good = told[0]["capabilities"][1]
flags = {**good["properties"], "supported": [{"name": "brightness"}]}
told[0]["capabilities"][2] = {**good, "interface": "Alexa.BrightnessController", "properties": flags}
variables["ENDPOINTS"] = json.dumps(told)
lam.update_function_configuration(FunctionName=dryer, Environment={"Variables": variables})
lam.get_waiter("function_updated_v2").wait(FunctionName=dryer)
