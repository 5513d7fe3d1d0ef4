"""expect: the distribution still has version 1

New code in $LATEST, which the edge never sees.
"""

from lambda_workshop.cloud.functions import zip_of

cause = "b"
name = "inkwell-cloudfront-debug-edge"
code = cloudfront.file("counter.py").replace("x-edge-", "x-shop-").replace("X-Edge-", "X-Shop-")
lam.update_function_code(FunctionName=name, ZipFile=zip_of({"index.py": code}))
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
