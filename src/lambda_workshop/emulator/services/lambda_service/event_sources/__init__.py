"""Event source mappings: what Lambda polls (SQS, Kinesis, DynamoDB streams), and how a mapping is checked.

Each mapping has threads of its own, so that one slow function never delays another's source.
"""
