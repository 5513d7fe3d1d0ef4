"""expect: Look at the log of its `$connect`

A consistent read, which sees that the new tab is not there.
"""

import io
import zipfile

cause = "d"
name = "inkwell-websockets-debug-chat"
code = websockets.file("broken_chat.py").replace("table.scan()", "table.scan(ConsistentRead=True)")
package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("index.py", code)
lam.update_function_code(FunctionName=name, ZipFile=package.getvalue())
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
