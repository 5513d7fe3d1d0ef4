"""WebSocket APIs of API Gateway: handshake, routes, events, replies, and the API under their `@connections` address.

What stores an API's routes and stages is MiniStack's; `configuration` refuses there what AWS refuses.
"""
