"""What makes an environment for the course: standard library only, for it runs before anything is installed.

`make lab`, a bundle's `install.py` and the devcontainer run the same program. It imports nothing of the course's rest.
"""
