"""Section 13, the Alexa skill: its notebook, exercises, panel, lab, events, and the answers that must pass or fail.

What any section may use (lesson, checks, cloud, the simulated Alexa) lives outside.
"""
