"""Section 1, limitations: its notebook, exercises, panel, lab, and the answers that must pass or fail.

What any section may use (lesson, checks, cloud, panels) lives outside.
"""
