"""expect: Invalid lambda function output

Mends the booleans, and still returns nothing.
"""

from lambda_workshop.cloud.functions import zip_of
from lambda_workshop.sections.cognito.broken import WELCOME

cause = "b"
source = WELCOME.replace('"true"', "True")
lam.update_function_code(FunctionName="inkwell-cognito-debug-welcome", ZipFile=zip_of({"index.py": source}))
lam.get_waiter("function_updated_v2").wait(FunctionName="inkwell-cognito-debug-welcome")
