"""Event sources that no emulator has: they invoke the deployed function as the real service does, and judge its answer.

Nothing here knows about sections, checks or notebooks.
"""
