"""Section 20, Cognito user pools: its notebook, exercises, panel, lab, events, and the answers that must pass or fail.

What any section may use (lesson, checks, cloud, the mailbox) lives outside.
"""
