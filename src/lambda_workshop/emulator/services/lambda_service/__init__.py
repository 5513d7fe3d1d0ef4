"""The Lambda service of the embedded backend: what AWS documents, where MiniStack does otherwise.

MiniStack keeps the records of functions, versions, aliases and mappings; how a function runs is in `runtime`.
"""
