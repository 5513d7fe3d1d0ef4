"""Counts the wrong answers, and tells the customer how many are left."""
### INSTEAD OF
    response["failAuthentication"] = not passed and len(rounds) >= WRONG_ANSWERS
### THIS
    response["failAuthentication"] = not passed and sum(not told["challengeResult"] for told in rounds) >= WRONG_ANSWERS
### INSTEAD OF
    event["response"]["publicChallengeParameters"] = {"question": "the number of your last order"}
### THIS
    event["response"]["publicChallengeParameters"] = {
        "question": "your last order?",
        "left": str(WRONG_ANSWERS - len(event["request"]["session"])),
    }
