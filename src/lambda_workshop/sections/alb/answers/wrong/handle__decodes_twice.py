"""expect: the client gets 200: `{"title": "

Decodes what it has decoded.
"""
### INSTEAD OF
    return reply(200, json.dumps({"title": wish.get("title", ""), "cents": CENTS[paper] * int(copies)}))
### THIS
    return reply(200, json.dumps({"title": unquote_plus(wish.get("title", "")), "cents": CENTS[paper] * int(copies)}))
