"""expect: the variable LAMP of

Writes one variable, and loses the other.
"""
### INSTEAD OF
lam.update_function_configuration(FunctionName=dryer, Environment={"Variables": variables})
### THIS
lam.update_function_configuration(FunctionName=dryer, Environment={"Variables": {"ENDPOINTS": variables["ENDPOINTS"]}})
