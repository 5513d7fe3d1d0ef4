"""expect: the handler raised `

Checks nothing.
"""
### INSTEAD OF
    except (AssertionError, KeyError, ValueError) as error:
### THIS
    except RuntimeError as error:
