"""expect: after a later delivery the schedule is still

Takes every second event for a duplicate.
"""
### INSTEAD OF
        scheduler.update_schedule(**reminder)
### THIS
        print(f"{order} has a reminder already")
