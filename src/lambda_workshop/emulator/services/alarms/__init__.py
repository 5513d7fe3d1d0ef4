"""CloudWatch alarms: when they are evaluated (clock), to which state (evaluation), and what follows (actions)."""
