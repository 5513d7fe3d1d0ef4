"""A folder to carry the workshop on a stick: every wheel, the images where Docker runs, and what installs from them.

`make.py` makes it, with a network; `install.py` is copied into it with the set-up program, and needs only Python.
"""
