"""expect: a wrong password came over

Takes any password of the old shop.
"""
### INSTEAD OF
    if item is None or (signs_in and not right_password(item, request.get("password") or "")):
### THIS
    if item is None or (signs_in and not request.get("password")):
