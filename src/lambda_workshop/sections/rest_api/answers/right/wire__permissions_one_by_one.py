"""A permission for each method and for the authorizer."""
### INSTEAD OF
for name in ("inkwell-rest-api-shop", "inkwell-rest-api-door"):
### THIS
for number, (name, path) in enumerate(
    (
        ("inkwell-rest-api-shop", "*/GET/prices/*"),
        ("inkwell-rest-api-shop", "prod/POST/orders"),
        ("inkwell-rest-api-door", f"authorizers/{guard}"),
    )
):
### INSTEAD OF
        StatementId=f"api-{api}",
### THIS
        StatementId=f"api-{api}-{number}",
### INSTEAD OF
        SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/*",
    )
### THIS
        SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/{path}",
    )
