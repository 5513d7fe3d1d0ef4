"""expect: the handler raised `KeyError

Breaks on a reading without a value.
"""
### INSTEAD OF
    except (KeyError, TypeError, ValueError):
### THIS
    except (TypeError, ValueError):
