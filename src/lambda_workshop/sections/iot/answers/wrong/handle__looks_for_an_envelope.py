"""expect: the handler raised `KeyError

Looks for records, as other triggers have them.
"""
### INSTEAD OF
        celsius = float(event["celsius"])
    except (KeyError, TypeError, ValueError):
### THIS
        celsius = float(event["Records"][0]["celsius"])
    except (TypeError, ValueError):
