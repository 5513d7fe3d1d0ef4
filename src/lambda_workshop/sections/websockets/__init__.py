"""Section 06, WebSockets: its notebook, exercises, panel, lab, events, and the answers that must pass or fail.

What any section may use (lesson, checks, cloud, panels) lives outside.
"""
