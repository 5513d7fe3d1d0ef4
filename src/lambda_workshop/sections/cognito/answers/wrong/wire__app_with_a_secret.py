"""expect: has a secret

Makes an app that no browser can use.
"""
### INSTEAD OF
    ClientName="inkwell-cognito-shop",
### THIS
    ClientName="inkwell-cognito-shop",
    GenerateSecret=True,
