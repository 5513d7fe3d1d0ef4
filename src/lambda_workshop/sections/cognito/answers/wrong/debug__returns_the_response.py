"""expect: Unrecognizable lambda output

Returns a part of the event.
"""

from lambda_workshop.cloud.functions import zip_of
from lambda_workshop.sections.cognito.broken import WELCOME

cause = "b"
source = WELCOME.replace('"true"', "True") + '    return event["response"]\n'
lam.update_function_code(FunctionName="inkwell-cognito-debug-welcome", ZipFile=zip_of({"index.py": source}))
lam.get_waiter("function_updated_v2").wait(FunctionName="inkwell-cognito-debug-welcome")
