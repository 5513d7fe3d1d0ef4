"""The lab's assignment in files, and `check.py`, which deploys a learner's handler and grades it."""
