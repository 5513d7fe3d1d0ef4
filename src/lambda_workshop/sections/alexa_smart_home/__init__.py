"""Section 14, Alexa Smart Home: its notebook, exercises, panel, lab, events, and the answers that must pass or fail.

What any section may use (lesson, checks, cloud, the simulated home) lives outside.
"""
