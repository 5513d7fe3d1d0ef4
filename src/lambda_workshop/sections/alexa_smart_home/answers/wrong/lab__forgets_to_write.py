"""expect: the table holds

Answers as if it had written.
"""
### INSTEAD OF
    item = write(item, wish_of(header["name"], directive["payload"], item), header["messageId"])
### THIS
    item = item | wish_of(header["name"], directive["payload"], item)
