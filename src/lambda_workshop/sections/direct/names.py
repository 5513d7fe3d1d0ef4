"""What the resources of this section are called: the checks and the panel both go by these names."""

PRICER, FAILED, ALIAS = "inkwell-direct-pricer", "inkwell-direct-failed", "live"
