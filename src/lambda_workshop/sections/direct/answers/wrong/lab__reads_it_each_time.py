"""expect: the video was read once more

The receipt is written and never read.
"""
### INSTEAD OF
    if receipt.get("etag") != head["ETag"]:
### THIS
    if receipt is not None:
