"""expect: the rule has no prefix

Another target alone: the rule looks everywhere.
"""

cause = "b"
lam.update_function_configuration(
    FunctionName="inkwell-s3-debug-stamper", Environment={"Variables": {"TARGET": "out/"}}
)
lam.get_waiter("function_updated_v2").wait(FunctionName="inkwell-s3-debug-stamper")
