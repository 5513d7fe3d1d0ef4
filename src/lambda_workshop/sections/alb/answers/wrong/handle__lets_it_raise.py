"""expect: the handler raised `

Checks nothing.
"""
### INSTEAD OF
    if paper not in CENTS or not re.fullmatch("[1-9][0-9]{0,2}", copies):
        return reply(400, json.dumps({"error": "paper is A3, A4 or A5, copies are from 1 to 999"}))
### THIS
