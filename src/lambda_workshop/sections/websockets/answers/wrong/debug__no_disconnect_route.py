"""expect: `$disconnect` leads to `nothing`

A route that seemed to take tabs away.
"""
### ADD
[old] = [item for item in gateway.get_apis()["Items"] if item["Name"] == "inkwell-websockets-debug"]
for route in gateway.get_routes(ApiId=old["ApiId"])["Items"]:
    if route["RouteKey"] == "$disconnect":
        gateway.delete_route(ApiId=old["ApiId"], RouteId=route["RouteId"])
