"""expect: the client gets 200 and 56 bytes

Forgets to say that the body is base64.
"""
### INSTEAD OF
PAGES = {"/health": ("ok", "text/plain"), "/logo.gif": (LOGO, "image/gif", True)}
### THIS
PAGES = {"/health": ("ok", "text/plain"), "/logo.gif": (LOGO, "image/gif")}
