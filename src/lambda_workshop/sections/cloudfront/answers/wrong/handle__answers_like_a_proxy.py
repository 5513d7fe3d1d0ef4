"""expect: statusCode is not a field of it

The answer that API Gateway and load balancers take.
"""
### INSTEAD OF
            return {"status": "302", "headers": {"location": [{"key": "Location", "value": "/prints/"}]}}
### THIS
            return {"statusCode": 302, "headers": {"location": "/prints/"}}
