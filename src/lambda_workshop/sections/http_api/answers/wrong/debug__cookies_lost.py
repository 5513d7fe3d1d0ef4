"""expect: the answer sets no cookie

Reads format 2.0, and answers in format 1.0.
"""
### INSTEAD OF
        "headers": {"content-type": "application/json"},
        "cookies": [f"visits={visits}", f"language={language}"],
### THIS
        "multiValueHeaders": {"Set-Cookie": [f"visits={visits}", f"language={language}"]},
