"""Moves the reminder first, and makes it where there is none."""
### INSTEAD OF
        scheduler.create_schedule(**reminder)
    except scheduler.exceptions.ConflictException:
        scheduler.update_schedule(**reminder)
### THIS
        scheduler.update_schedule(**reminder)
    except scheduler.exceptions.ResourceNotFoundException:
        scheduler.create_schedule(**reminder)
