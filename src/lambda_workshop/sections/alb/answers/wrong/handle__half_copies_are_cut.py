"""expect: the client gets 200: `{"title": "

A count with a fraction is rounded down, and not refused.
"""
### INSTEAD OF
    if paper not in CENTS or not re.fullmatch("[1-9][0-9]{0,2}", copies):
        return reply(400, json.dumps({"error": "paper is A3, A4 or A5, copies are from 1 to 999"}))
### THIS
    try:
        copies = int(float(copies))
    except ValueError:
        copies = 0
    if paper not in CENTS or not 1 <= copies <= 999:
        return reply(400, json.dumps({"error": "paper or copies"}))
