"""AWS's rules as pure functions, each with the page that it comes from.

Nothing here reads a file, a clock or the network, and nothing of the project is imported: checks, emulator, simulators
and drawings all ask here, so that they cannot disagree.
"""
