"""The services that call functions, one module or folder for each: what MiniStack has of them, made as AWS has it.

How a function runs is not here (lambda_service), nor are the simulators of what is no AWS service.
"""
