"""expect: Alexa finds no device

Gives the lamp another id, which makes it another device.
"""
### INSTEAD OF
told[0]["capabilities"][2]["version"] = "3"
### THIS
told[0]["capabilities"][2]["version"] = "3"
told[0]["endpointId"] = "drying-lamp"
