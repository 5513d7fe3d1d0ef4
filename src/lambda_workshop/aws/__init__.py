"""AWS's rules as pure functions, each with the page that it comes from.

Nothing here reads a clock, the network or a file (but for the time-zone database), and nothing of the project is
imported: checks, emulator, simulators and drawings all ask here, so that they cannot disagree.
"""
