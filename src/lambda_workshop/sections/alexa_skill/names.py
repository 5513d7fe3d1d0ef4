"""What the resources of this section are called: the checks and the panel both go by these names."""

FUNCTION = "inkwell-alexa-skill-orders"
