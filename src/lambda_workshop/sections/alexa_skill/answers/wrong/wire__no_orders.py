"""expect: ORDERS is `(not set)`

Forgets the environment variable.
"""
### INSTEAD OF
alexa_skill.deploy("inkwell-alexa-skill-orders", handler, role=role, environment={"ORDERS": json.dumps(orders)})
### THIS
alexa_skill.deploy("inkwell-alexa-skill-orders", handler, role=role)
