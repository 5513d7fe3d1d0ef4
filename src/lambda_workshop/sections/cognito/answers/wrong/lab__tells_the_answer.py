"""expect: the public parameters tell the answer

Shows the answer to whoever asks.
"""
### INSTEAD OF
    event["response"]["publicChallengeParameters"] = {"question": "the number of your last order"}
### THIS
    event["response"]["publicChallengeParameters"] = {
        "question": "your order?",
        "answer": str(customer(event["request"]).get("lastOrder", "")),
    }
