"""expect: ResourceNotFoundException

A second review is an error.
"""
### INSTEAD OF
        try:
            scheduler.delete_schedule(Name=name)
        except scheduler.exceptions.ResourceNotFoundException:
            print(f"{order} has no reminder")
### THIS
        scheduler.delete_schedule(Name=name)
