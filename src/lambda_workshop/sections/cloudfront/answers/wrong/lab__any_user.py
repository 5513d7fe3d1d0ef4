"""expect: a proof without the right user and password was answered with

The password of another order opens this one.
"""
### INSTEAD OF
        wanted = item(f"proof:{name}").get("password") if name and user == name else None
### THIS
        wanted = item(f"proof:{user}").get("password") if user else None
