"""expect: the policy lets nobody in

Works with a test event in the Lambda console.
"""
### INSTEAD OF
allow("inkwell-alexa-skill-orders")
### THIS
