"""EventBridge rules: what a target gets, and what becomes of an event that it does not get."""
