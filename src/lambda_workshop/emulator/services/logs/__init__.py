"""CloudWatch Logs subscriptions: which lines a pattern matches, and what the subscribed function gets."""
