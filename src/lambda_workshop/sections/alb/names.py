"""What the resources of this section are called: the checks and the panel both go by these names."""

STORE, SHOP = "inkwell-alb-store", "inkwell-alb-shop"
