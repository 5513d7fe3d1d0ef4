"""Cookies read by the standard library, and a status as a number, which CloudFront takes too."""
### INSTEAD OF
SECURE = {"strict-transport-security": "max-age=63072000", "x-content-type-options": "nosniff"}
### THIS
from http.cookies import SimpleCookie

SECURE = {"strict-transport-security": "max-age=63072000", "x-content-type-options": "nosniff"}
### INSTEAD OF
        lines = [item["value"] for item in request["headers"].get("cookie", [])]
        cookies = [cookie.strip() for line in lines for cookie in line.split(";")]
        if request["uri"] == "/" and "variant=b" in cookies:
### THIS
        cookies = SimpleCookie()
        for item in request["headers"].get("cookie", []):
            cookies.load(item["value"])
        if request["uri"] == "/" and "variant" in cookies and cookies["variant"].value == "b":
### INSTEAD OF
        response.update(status="404", statusDescription="Not Found", body="<h1>There is no such page</h1>")
### THIS
        response.update(status=404, statusDescription="Not Found", body="<h1>There is no such page</h1>")
