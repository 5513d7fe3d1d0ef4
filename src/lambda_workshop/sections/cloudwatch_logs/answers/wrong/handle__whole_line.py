"""expect: the digest is

Takes all of a long line.
"""
### INSTEAD OF
            entry = {"order": None, "reason": item["message"][:80]}
### THIS
            entry = {"order": None, "reason": item["message"]}
