"""What the resources of this section are called: the checks and the panel both go by these names."""

API, SHOP, DOOR = "inkwell-rest-api-orders", "inkwell-rest-api-shop", "inkwell-rest-api-door"
PLAN, KEY, STAGE = "inkwell-rest-api-partners", "inkwell-rest-api-partner", "prod"
