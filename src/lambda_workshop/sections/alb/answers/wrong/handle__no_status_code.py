"""expect: there is no `statusCode` in what the handler returned

Returns the price, as an HTTP API lets one do.
"""
### INSTEAD OF
    return reply(200, json.dumps({"title": wish.get("title", ""), "cents": CENTS[paper] * int(copies)}))
### THIS
    return {"title": wish.get("title", ""), "cents": CENTS[paper] * int(copies)}
