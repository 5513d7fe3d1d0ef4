"""expect: what is reported must also be kept

Works on a copy of the lamp.
"""
### INSTEAD OF
def respond(directive, lamp):
### THIS
def respond(directive, lamp):
    lamp = dict(lamp)
