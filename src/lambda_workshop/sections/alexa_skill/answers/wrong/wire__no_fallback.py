"""expect: the model has no AMAZON.FallbackIntent

Leaves out the intent for what nobody foresaw.
"""
### INSTEAD OF
own = ["AMAZON.HelpIntent", "AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.FallbackIntent"]
### THIS
own = ["AMAZON.HelpIntent", "AMAZON.StopIntent", "AMAZON.CancelIntent"]
