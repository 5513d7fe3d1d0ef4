"""expect: Each header entry in the headers object must be an array.

Headers as a dictionary of texts.
"""
### INSTEAD OF
            return {"status": "302", "headers": {"location": [{"key": "Location", "value": "/prints/"}]}}
### THIS
            return {"status": "302", "headers": {"location": "/prints/"}}
