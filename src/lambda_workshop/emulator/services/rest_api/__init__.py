"""The REST API (API Gateway v1) as a trigger: events, proxy answers, mapping templates, deployments, refusals.

What reaches a method at all (routing, authorizers, API keys, throttling, request validation) stays MiniStack's.
"""
