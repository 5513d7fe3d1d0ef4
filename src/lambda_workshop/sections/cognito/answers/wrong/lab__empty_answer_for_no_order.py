"""expect: who has no order gets in with

Compares an empty answer with no order.
"""
### INSTEAD OF
    event["response"]["answerCorrect"] = bool(wanted) and request.get("challengeAnswer") == wanted
### THIS
    event["response"]["answerCorrect"] = request.get("challengeAnswer", "").strip() == wanted
