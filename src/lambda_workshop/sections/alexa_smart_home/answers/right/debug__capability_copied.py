"""Copies the capability that works, and changes its names."""
### INSTEAD OF
told[0]["capabilities"][2]["version"] = "3"
told[0]["capabilities"][2]["properties"]["supported"] = [{"name": "brightness"}]
### THIS
good = told[0]["capabilities"][1]
flags = {**good["properties"], "supported": [{"name": "brightness"}]}
told[0]["capabilities"][2] = {**good, "interface": "Alexa.BrightnessController", "properties": flags}
