"""Section 12, Application Load Balancer: its notebook, exercises, panel, lab, events, and answers that pass or fail.

What any section may use (lesson, checks, cloud, panels) lives outside.
"""
