"""expect: nobody calls it any more

Nobody is billed twice. Nobody is billed.
"""
### ADD
schedule.session.client("scheduler").delete_schedule(Name="inkwell-schedule-debug-nightly")
