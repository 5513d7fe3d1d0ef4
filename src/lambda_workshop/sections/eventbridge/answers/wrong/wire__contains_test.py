"""expect: misses a customer with `test-` inside

A wildcard where a prefix was asked for.
"""
### INSTEAD OF
people = [{"anything-but": {"prefix": "test-"}}]
### THIS
people = [{"anything-but": {"wildcard": "*test-*"}}]
