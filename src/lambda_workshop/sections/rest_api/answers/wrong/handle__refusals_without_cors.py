"""expect: the browser hides it

Sends the header with what went well only.
"""
### INSTEAD OF
    page = {"Access-Control-Allow-Origin": "https://inkwell.example", "Content-Type": "application/json"}
### THIS
    page = (
        {}
        if status == 400
        else {"Access-Control-Allow-Origin": "https://inkwell.example", "Content-Type": "application/json"}
    )
