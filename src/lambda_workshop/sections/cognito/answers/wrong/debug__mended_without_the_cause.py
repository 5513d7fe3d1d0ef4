"""expect: "a": Cognito may not call the function

Mends it by copying, and blames the permission.
"""

from lambda_workshop.cloud.functions import zip_of
from lambda_workshop.sections.cognito.broken import WELCOME

cause = "a"
source = WELCOME.replace('"true"', "True") + "    return event\n"
lam.update_function_code(FunctionName="inkwell-cognito-debug-welcome", ZipFile=zip_of({"index.py": source}))
lam.get_waiter("function_updated_v2").wait(FunctionName="inkwell-cognito-debug-welcome")
