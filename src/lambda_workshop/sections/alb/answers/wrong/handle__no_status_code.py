"""expect: there is no `statusCode` in what the handler returned

Returns the price, as an HTTP API lets one do.
"""
### INSTEAD OF
        return reply(200, json.dumps({"title": wish["title"], "cents": CENTS[wish["paper"]] * copies}))
### THIS
        return {"title": wish["title"], "cents": CENTS[wish["paper"]] * copies}
