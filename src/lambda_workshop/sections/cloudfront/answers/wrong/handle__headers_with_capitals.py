"""expect: must be a header's, in lower case

The name of a header as people write it.
"""
### INSTEAD OF
            return {"status": "302", "headers": {"location": [{"key": "Location", "value": "/prints/"}]}}
### THIS
            return {"status": "302", "headers": {"Location": [{"key": "Location", "value": "/prints/"}]}}
