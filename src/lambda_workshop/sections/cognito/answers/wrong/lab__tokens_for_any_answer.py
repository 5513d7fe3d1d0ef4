"""expect: who has no order gets in with `INK-

Gives tokens after any answer, also after a wrong one.
"""
### INSTEAD OF
    passed = last.get("challengeName") == "CUSTOM_CHALLENGE" and last.get("challengeResult") is True
### THIS
    passed = last.get("challengeName") == "CUSTOM_CHALLENGE"
