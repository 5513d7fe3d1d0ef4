"""EventBridge's scheduled rules and EventBridge Scheduler: one clock, which sleeps until the next due time.

`expressions` is the arithmetic of `rate()`, `cron()` and `at()`; `clock` the thread and each schedule's own time;
`rules` and `scheduler` are the two services that feed it; `delivery` and `roles` are what Scheduler does when it fires.
"""
