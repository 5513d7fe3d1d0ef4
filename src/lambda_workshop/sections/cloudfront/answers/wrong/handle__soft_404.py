"""expect: the bucket's 403 became 200

A friendly page under 200: search engines keep it.
"""
### INSTEAD OF
        response.update(status="404", statusDescription="Not Found", body="<h1>There is no such page</h1>")
### THIS
        response.update(status="200", statusDescription="OK", body="<h1>There is no such page</h1>")
