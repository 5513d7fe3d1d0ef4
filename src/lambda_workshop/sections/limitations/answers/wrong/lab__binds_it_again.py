"""expect: the same as before

Begins anew once it is done.
"""
### INSTEAD OF
    data, done = bound_so_far(key)
### THIS
    data, done = bound_so_far(key)
    if done == len(pages):
        data, done = b"", 0
