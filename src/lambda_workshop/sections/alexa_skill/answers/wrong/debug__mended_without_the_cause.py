"""expect: "d": The interaction model has no intent for a bare number

Mends the skill by copying, and blames the model.
"""

from lambda_workshop.cloud.functions import zip_of
from lambda_workshop.sections.alexa_skill.broken import REORDER

cause = "d"
source = REORDER.replace('"shouldEndSession": end,', '"sessionAttributes": attributes,').replace(
    ', "sessionAttributes": attributes}', ', "shouldEndSession": end}'
)
name = "inkwell-alexa-skill-debug-reorder"
lam.update_function_code(FunctionName=name, ZipFile=zip_of({"index.py": source}))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
