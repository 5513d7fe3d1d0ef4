"""A wrapper around the old code returns the event, with true booleans."""

from lambda_workshop.cloud.functions import zip_of
from lambda_workshop.sections.cognito.broken import WELCOME

cause = "B"
source = (
    WELCOME
    + """

old = welcome


def welcome(event, context):
    old(event, context)
    filled = {name: value in (True, "true") for name, value in event["response"].items()}
    return {**event, "response": filled}
"""
)
lam.update_function_code(FunctionName="inkwell-cognito-debug-welcome", ZipFile=zip_of({"index.py": source}))
lam.get_waiter("function_updated_v2").wait(FunctionName="inkwell-cognito-debug-welcome")
