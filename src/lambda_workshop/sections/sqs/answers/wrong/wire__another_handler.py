"""expect: it did not print

Wires the function that only shows its event: everything is in place, and nothing is printed.
"""
### INSTEAD OF
printer = sqs.deploy("inkwell-sqs-printer", handler, role=role, timeout=1)
### THIS
printer = sqs.deploy("inkwell-sqs-printer", show, role=role, timeout=1)
