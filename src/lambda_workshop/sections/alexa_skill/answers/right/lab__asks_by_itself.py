"""Delegates with the intent updated, and repeats the order in SSML."""
### INSTEAD OF
    speech = {"outputSpeech": {"type": "PlainText", "text": text}}
### THIS
    speech = {"outputSpeech": {"type": "SSML", "ssml": f"<speak>{text}</speak>"}}
### INSTEAD OF
        return {"version": "1.0", "response": {"directives": [{"type": "Dialog.Delegate"}], "shouldEndSession": False}}
### THIS
        return {
            "version": "1.0",
            "response": {"directives": [{"type": "Dialog.Delegate", "updatedIntent": request["intent"]}]},
        }
