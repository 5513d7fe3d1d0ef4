"""expect: no cause was named

Mended, and nobody knows why.
"""

import io
import zipfile

cause = None
name = "inkwell-websockets-debug-chat"
code = websockets.file("broken_chat.py").replace(
    '        post(event, me, {"from": "Inkwell", "text": "Welcome!"})\n', ""
)
package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("index.py", code)
lam.update_function_code(FunctionName=name, ZipFile=package.getvalue())
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
