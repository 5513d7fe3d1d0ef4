"""expect: the plan has no key `inkwell-rest-api-partner`

A key that is in no plan.
"""
### INSTEAD OF
joined = gateway.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")
### THIS
