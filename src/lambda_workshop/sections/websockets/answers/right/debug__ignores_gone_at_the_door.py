"""The welcome stays where it is, and its 410 is not taken for the end: nobody hears it, and nobody is lost."""

import io
import zipfile

cause = "B"
name = "inkwell-websockets-debug-chat"
code = websockets.file("broken_chat.py").replace(
    '        table.delete_item(Key={"connectionId": connection})\n\n',
    '        if event["requestContext"]["eventType"] != "CONNECT":\n'
    '            table.delete_item(Key={"connectionId": connection})\n\n',
)
package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("index.py", code)
lam.update_function_code(FunctionName=name, ZipFile=package.getvalue())
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
