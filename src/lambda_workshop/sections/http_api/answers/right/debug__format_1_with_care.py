"""Stays with format 1.0, and looks for headers as an HTTP API writes them."""
### INSTEAD OF
import json
### THIS
import json
from http.cookies import SimpleCookie
### INSTEAD OF
    fields = event.get("queryStringParameters", {}).get("field", "status").split(",")
    language = event["headers"].get("accept-language", "en")
    cookies = dict(cookie.split("=", 1) for cookie in event.get("cookies", []))
    visits = int(cookies.get("visits", 0)) + 1
### THIS
    headers = {name.lower(): value for name, value in event["headers"].items()}
    fields = (event["multiValueQueryStringParameters"] or {}).get("field", ["status"])
    language = headers.get("accept-language", "en")
    cookies = SimpleCookie(headers.get("cookie", ""))
    visits = int(cookies["visits"].value) + 1 if "visits" in cookies else 1
### INSTEAD OF
        "headers": {"content-type": "application/json"},
        "cookies": [f"visits={visits}", f"language={language}"],
### THIS
        "multiValueHeaders": {"Set-Cookie": [f"visits={visits}", f"language={language}"]},
### ADD
api = next(item["ApiId"] for item in gateway.get_apis()["Items"] if item["Name"] == "inkwell-http-api-debug")
integration = gateway.get_integrations(ApiId=api)["Items"][0]["IntegrationId"]
gateway.update_integration(ApiId=api, IntegrationId=integration, PayloadFormatVersion="1.0")
