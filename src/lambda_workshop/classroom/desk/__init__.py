"""The grading desk: a page on this machine where an instructor reads, compares and decides.

`views.py` says what is on a page, `server.py` who may see it and what may be changed, `templates/` how it looks.
"""
