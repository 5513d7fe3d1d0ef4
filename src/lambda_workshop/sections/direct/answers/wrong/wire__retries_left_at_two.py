"""expect: retries 2, age 300 seconds

The default of two retries.
"""
### INSTEAD OF
        MaximumRetryAttempts=0,
### THIS
        MaximumRetryAttempts=2,
