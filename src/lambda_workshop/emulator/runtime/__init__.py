"""The function process: what runs a handler, one execution environment at a time.

Used by the embedded backend and, with no backend at all, by the checks of handlers. Nothing here knows of AWS's APIs.
"""
