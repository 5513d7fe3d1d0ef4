"""expect: is gone, and is still in `inkwell-websockets-debug-connections`

Nobody is forgotten any more: the tab hears, and the table fills with the dead.
"""

import io
import zipfile

cause = "b"
name = "inkwell-websockets-debug-chat"
code = websockets.file("broken_chat.py").replace('table.delete_item(Key={"connectionId": connection})', "return")
package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("index.py", code)
lam.update_function_code(FunctionName=name, ZipFile=package.getvalue())
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
