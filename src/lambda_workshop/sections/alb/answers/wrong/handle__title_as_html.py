"""expect: the client gets 200: `{"title": "

The title is escaped, and JSON needs none of that.
"""
### INSTEAD OF
    return reply(200, json.dumps({"title": wish.get("title", ""), "cents": CENTS[paper] * int(copies)}))
### THIS
    return reply(200, json.dumps({"title": wish.get("title", "").replace("&", "&amp;").replace("<", "&lt;"), "cents": CENTS[paper] * int(copies)}))
