"""expect: the order is placed, and the session is still open

Keeps the session open for ever.
"""

from lambda_workshop.cloud.functions import zip_of
from lambda_workshop.sections.alexa_skill.broken import REORDER

cause = "b"
source = (
    REORDER.replace('"shouldEndSession": end,', '"sessionAttributes": attributes,')
    .replace(', "sessionAttributes": attributes}', ', "shouldEndSession": end}')
    .replace('"shouldEndSession": end', '"shouldEndSession": False')
)
name = "inkwell-alexa-skill-debug-reorder"
lam.update_function_code(FunctionName=name, ZipFile=zip_of({"index.py": source}))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
