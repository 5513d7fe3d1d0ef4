"""The new schedule goes, and the old rule stays: one caller is one caller."""
### INSTEAD OF
cause = "b"

rules.disable_rule(Name="inkwell-schedule-debug-nightly")
### THIS
cause = "B"
schedule.session.client("scheduler").delete_schedule(Name="inkwell-schedule-debug-nightly")
