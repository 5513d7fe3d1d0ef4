"""expect: 2 APIs are called `inkwell-websockets-orders`

Two APIs of one name.
"""
### ADD
gateway.create_api(
    Name="inkwell-websockets-orders", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action"
)
