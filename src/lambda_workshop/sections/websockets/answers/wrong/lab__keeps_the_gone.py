"""expect: is gone, and still follows

410 is caught like any other error, and the connection stays.
"""
### INSTEAD OF
    except api.exceptions.GoneException:
        forget(connection)
        return False
### THIS
