"""expect: a card's number

Prints each line, to see what comes.
"""
### INSTEAD OF
    for item in inside["logEvents"]:
### THIS
    for item in inside["logEvents"]:
        print(item["message"])
