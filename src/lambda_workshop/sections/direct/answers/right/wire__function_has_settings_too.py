"""The function has settings of its own as well; the alias has the right ones."""
### ADD
lam.put_function_event_invoke_config(**pricer, MaximumRetryAttempts=2)
