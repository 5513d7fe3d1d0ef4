"""expect: the answer sets [

Finds the name at the end of another.
"""
### INSTEAD OF
    known = cookies.get("visits", "")
### THIS
    known = next((value for name, value in cookies.items() if name.endswith("visits")), "")
