"""expect: the table holds

Writes the words that were said for the size.
"""
### INSTEAD OF
            return authority["values"][0]["value"]["id"]
### THIS
            return slot["value"]
