"""MiniStack in a process of its own, and the layer that makes it behave like AWS where it does not.

What a lesson may ask of a backend, and how one is chosen, lives one folder up.
"""
