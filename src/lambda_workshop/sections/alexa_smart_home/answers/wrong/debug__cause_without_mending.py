"""expect: Alexa would drop the capability `Alexa.BrightnessController`

Names the cause and leaves the answer as it is.
"""

cause = "c"
