"""expect: the route selection expression is `$request.body.route`

The field `route` in the place of `action`.
"""
### INSTEAD OF
api = fresh_api("inkwell-websockets-orders", RouteSelectionExpression="$request.body.action")
### THIS
api = fresh_api("inkwell-websockets-orders", RouteSelectionExpression="$request.body.route")
