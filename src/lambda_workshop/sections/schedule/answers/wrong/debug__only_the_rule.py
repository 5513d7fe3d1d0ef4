"""expect: made 2 bills

One clock less, and the next event that comes twice is billed twice again.
"""

cause = "b"
rules.disable_rule(Name="inkwell-schedule-debug-nightly")
