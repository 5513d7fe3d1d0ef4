"""expect: the answer sets ['language=

Looks for the cookies where they no longer are.
"""
### INSTEAD OF
    cookies = dict(cookie.split("=", 1) for cookie in event.get("cookies", []))
### THIS
    cookies = dict(cookie.split("=", 1) for cookie in event["headers"].get("cookie", "").split("; ") if "=" in cookie)
