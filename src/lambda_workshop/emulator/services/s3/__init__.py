"""Notifications of buckets to functions, queues and topics."""
