"""expect: has to confirm

Takes the condition out.
"""

from lambda_workshop.cloud.functions import zip_of

cause = "b"
source = "def welcome(event, context):\n    return event\n"
lam.update_function_code(FunctionName="inkwell-cognito-debug-welcome", ZipFile=zip_of({"index.py": source}))
lam.get_waiter("function_updated_v2").wait(FunctionName="inkwell-cognito-debug-welcome")
