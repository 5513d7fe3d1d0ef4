"""expect: the handler raised

Breaks on numbers that came as texts.
"""
### INSTEAD OF
        celsius = float(event["celsius"])
    except (KeyError, TypeError, ValueError):
### THIS
        celsius = event["celsius"] + 0.0
    except KeyError:
