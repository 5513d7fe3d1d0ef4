"""What the resources of this section are called: the checks and the panel both go by these names."""

API, SHOP, SITE = "inkwell-http-api-orders", "inkwell-http-api-shop", "https://inkwell.example"
