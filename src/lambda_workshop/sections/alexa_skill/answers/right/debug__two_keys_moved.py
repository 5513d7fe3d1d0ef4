"""The two keys change places in the text of the code.

Nothing else is touched.
"""

from lambda_workshop.cloud.functions import zip_of
from lambda_workshop.sections.alexa_skill.broken import REORDER

cause = "b"
source = REORDER.replace('"shouldEndSession": end,', '"sessionAttributes": attributes,').replace(
    ', "sessionAttributes": attributes}', ', "shouldEndSession": end}'
)
name = "inkwell-alexa-skill-debug-reorder"
lam.update_function_code(FunctionName=name, ZipFile=zip_of({"index.py": source}))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
