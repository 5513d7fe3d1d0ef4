"""expect: `answer.response.sessionAttributes` is no key that Alexa knows

Mends the flag, and not the attributes, so that the picture is forgotten.
"""

from lambda_workshop.cloud.functions import zip_of
from lambda_workshop.sections.alexa_skill.broken import REORDER

cause = "b"
source = REORDER.replace('"shouldEndSession": end,\n', "\n").replace(
    "{**speech,", '{**speech, "shouldEndSession": end,'
)
name = "inkwell-alexa-skill-debug-reorder"
lam.update_function_code(FunctionName=name, ZipFile=zip_of({"index.py": source}))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
