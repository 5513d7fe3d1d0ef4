"""expect: works here, but AWS would refuse it

The emulator lets it close the checkout: AWS would not.
"""
### INSTEAD OF
breaker_role = cloudwatch_alarm.role("inkwell-alarm-breaker-role", policies=[rights])
### THIS
breaker_role = cloudwatch_alarm.role("inkwell-alarm-breaker-role", policies=[])
