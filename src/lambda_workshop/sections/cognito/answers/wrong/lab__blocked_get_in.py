"""expect: who is blocked signs in

Notes that somebody is blocked, and goes on.
"""
### INSTEAD OF
        raise PermissionError("This account is closed. Please call us.")
### THIS
        print("blocked")
