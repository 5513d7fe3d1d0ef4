"""expect: the function may run for 60 s

Gives the function a minute.
"""
### INSTEAD OF
alexa_skill.deploy("inkwell-alexa-skill-orders", handler, role=role, environment={"ORDERS": json.dumps(orders)})
### THIS
alexa_skill.deploy(
    "inkwell-alexa-skill-orders", handler, role=role, timeout=60, environment={"ORDERS": json.dumps(orders)}
)
