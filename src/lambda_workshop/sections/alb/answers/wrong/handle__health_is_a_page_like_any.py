"""expect: the health check gets 404

Has no answer for the health check.
"""
### INSTEAD OF
PAGES = {"/health": ("ok", "text/plain"), "/logo.gif": (LOGO, "image/gif", True)}
### THIS
PAGES = {"/logo.gif": (LOGO, "image/gif", True)}
