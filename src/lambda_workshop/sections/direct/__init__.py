"""Section 02: a function that is called directly, at once or later, by name, version or alias.

`mail.py` travels to the cloud with the function of the debug exercise; everything else stays here.
"""
