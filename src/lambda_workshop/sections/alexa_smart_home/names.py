"""What the resources of this section are called: the checks and the panel both go by these names."""

TABLE, FUNCTION = "inkwell-alexa-smart-home-devices", "inkwell-alexa-smart-home-room"
