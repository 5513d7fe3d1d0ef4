"""Queues, where they behave otherwise than MiniStack's."""
