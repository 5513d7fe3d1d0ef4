"""expect: after a change it answered

A receipt that is there is taken, whatever the video's ETag.
"""
### INSTEAD OF
    if receipt.get("etag") != head["ETag"]:
### THIS
    if not receipt:
