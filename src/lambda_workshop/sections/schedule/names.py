"""What the resources of this section are called: the checks and the panel both go by these names."""

REPORT, NIGHTLY, WEEKLY = "inkwell-schedule-report", "inkwell-schedule-nightly", "inkwell-schedule-weekly"
ZONE = "Europe/Prague"
