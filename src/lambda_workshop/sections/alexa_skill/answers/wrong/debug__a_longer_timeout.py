"""expect: "c": The answer comes too late

Guesses: gives the function more time and memory.
"""

cause = "c"
lam.update_function_configuration(FunctionName="inkwell-alexa-skill-debug-reorder", Timeout=8, MemorySize=512)
lam.get_waiter("function_updated_v2").wait(FunctionName="inkwell-alexa-skill-debug-reorder")
