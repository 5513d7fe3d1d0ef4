"""expect: Alexa.BrightnessController is not in the answer

Takes away what Alexa does not like.
"""

cause = "c"
dryer = "inkwell-alexa-smart-home-debug-dryer"
variables = lam.get_function_configuration(FunctionName=dryer)["Environment"]["Variables"]
told = json.loads(variables["ENDPOINTS"])
del told[0]["capabilities"][2]
variables["ENDPOINTS"] = json.dumps(told)
lam.update_function_configuration(FunctionName=dryer, Environment={"Variables": variables})
lam.get_waiter("function_updated_v2").wait(FunctionName=dryer)
