"""expect: the client gets 502 and no reason

Lets what cannot be raise.
"""
### INSTEAD OF
    except (KeyError, TypeError, ValueError) as error:
### THIS
    except ZeroDivisionError as error:
