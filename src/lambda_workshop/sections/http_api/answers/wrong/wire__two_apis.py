"""expect: APIs are called `inkwell-http-api-orders`

The cell ran twice, and AWS made two APIs.
"""

shop = http_api.deploy("inkwell-http-api-shop", handler, role=http_api.role("inkwell-http-api-shop-role"))
for _ in range(2):
    gateway.create_api(Name="inkwell-http-api-orders", ProtocolType="HTTP", Target=shop)
