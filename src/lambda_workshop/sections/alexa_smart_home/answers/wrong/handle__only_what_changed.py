"""expect: does not report `brightness`

Reports only one property.
"""
### INSTEAD OF
    context = {} if name == "ErrorResponse" else {"context": {"properties": [power, light]}}
### THIS
    context = (
        {} if name == "ErrorResponse" else {"context": {"properties": [light] if "Brightness" in kind else [power]}}
    )
