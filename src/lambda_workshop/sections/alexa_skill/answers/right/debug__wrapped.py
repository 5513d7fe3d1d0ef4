"""The old code stays as it is, and a wrapper puts the keys on their level."""

from lambda_workshop.cloud.functions import zip_of
from lambda_workshop.sections.alexa_skill.broken import REORDER

WRAPPER = """

broken = reorder


def reorder(event, context):
    answer = broken(event, context)
    answer["response"]["shouldEndSession"] = answer.pop("shouldEndSession")
    answer["sessionAttributes"] = answer["response"].pop("sessionAttributes")
    return answer
"""

cause = "B"
name = "inkwell-alexa-skill-debug-reorder"
lam.update_function_code(FunctionName=name, ZipFile=zip_of({"index.py": REORDER + WRAPPER}))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
