"""Where AWS calls go: the embedded backend or LocalStack; which of them, its health, its end.

Nothing here knows about sections, checks or notebooks.
"""
