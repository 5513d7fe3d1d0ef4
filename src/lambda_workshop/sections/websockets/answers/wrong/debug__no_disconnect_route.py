"""expect: `$disconnect` leads to `nothing`

A route that seemed to take tabs away.
"""

import io
import zipfile

cause = "b"
name = "inkwell-websockets-debug-chat"
code = websockets.file("broken_chat.py").replace(
    '        post(event, me, {"from": "Inkwell", "text": "Welcome!"})\n', ""
)
package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("index.py", code)
lam.update_function_code(FunctionName=name, ZipFile=package.getvalue())
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
[old] = [item for item in gateway.get_apis()["Items"] if item["Name"] == "inkwell-websockets-debug"]
for route in gateway.get_routes(ApiId=old["ApiId"])["Items"]:
    if route["RouteKey"] == "$disconnect":
        gateway.delete_route(ApiId=old["ApiId"], RouteId=route["RouteId"])
