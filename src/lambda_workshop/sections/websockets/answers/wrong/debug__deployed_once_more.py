"""expect: the new tab did not hear

The same code again: a new start heals nothing.
"""

import io
import zipfile

cause = "b"
name = "inkwell-websockets-debug-chat"
code = websockets.file("broken_chat.py")
package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("index.py", code)
lam.update_function_code(FunctionName=name, ZipFile=package.getvalue())
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
