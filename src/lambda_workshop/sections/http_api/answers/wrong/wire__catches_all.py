"""expect: there is no route `GET /prices/{paper}`; there are: `$default`

Quick create and nothing else.
"""

shop = http_api.deploy("inkwell-http-api-shop", handler, role=http_api.role("inkwell-http-api-shop-role"))
api = fresh_api("inkwell-http-api-orders", Target=shop)
