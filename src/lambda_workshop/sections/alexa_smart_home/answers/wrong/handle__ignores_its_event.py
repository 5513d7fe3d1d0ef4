"""expect: Alexa expects `event` in an object

Does as it is told, and tells nothing.
"""


def respond(directive, lamp):
    lamp["power"] = "ON"
    return {}
