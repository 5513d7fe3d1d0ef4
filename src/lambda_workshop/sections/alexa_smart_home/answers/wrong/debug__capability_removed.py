"""expect: Alexa.BrightnessController is not in the answer

Takes away what Alexa does not like.
"""
### INSTEAD OF
told[0]["capabilities"][2]["version"] = "3"
told[0]["capabilities"][2]["properties"]["supported"] = [{"name": "brightness"}]
### THIS
del told[0]["capabilities"][2]
