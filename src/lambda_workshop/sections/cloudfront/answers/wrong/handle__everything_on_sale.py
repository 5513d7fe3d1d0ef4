"""expect: the handler answered `/sales` itself

Redirects whatever begins with `/sale`.
"""
### INSTEAD OF
        if request["uri"] == "/sale":
### THIS
        if request["uri"].startswith("/sale"):
