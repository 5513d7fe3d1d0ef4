"""REST APIs of API Gateway: the orders API with keys, tokens and deployments, and a receipt that became 502.

What other sections need too lives in `cloud` and `checks`.
"""
