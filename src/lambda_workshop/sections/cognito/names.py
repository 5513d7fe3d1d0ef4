"""What the resources of this section are called: the checks and the panel both go by these names."""

POOL, CLIENT, FUNCTION = "inkwell-cognito-customers", "inkwell-cognito-shop", "inkwell-cognito-rules"
