"""HTTP APIs of API Gateway: events in both payload formats, answers, CORS, authorizers, quick create, deployments.

What stores an API's parts is MiniStack's; `configuration` refuses there what AWS refuses.
"""
