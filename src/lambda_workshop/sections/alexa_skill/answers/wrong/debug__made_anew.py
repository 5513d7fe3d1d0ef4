"""expect: its variable PICTURE went with the old one

Deletes the function, and makes another one in its place.
"""

from lambda_workshop.cloud.functions import zip_of
from lambda_workshop.sections.alexa_skill.broken import REORDER

cause = "b"
name = "inkwell-alexa-skill-debug-reorder"
lam.delete_function(FunctionName=name)
lam.create_function(
    FunctionName=name,
    Runtime="python3.13",
    Role=alexa_skill.role("inkwell-alexa-skill-debug-role"),
    Handler="index.reorder",
    Code={"ZipFile": zip_of({"index.py": REORDER})},
)
lam.get_waiter("function_active_v2").wait(FunctionName=name)
allow(name)
