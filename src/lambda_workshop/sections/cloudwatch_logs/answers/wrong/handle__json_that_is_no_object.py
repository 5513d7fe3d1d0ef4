"""expect: the handler raised `TypeError

Expects an object wherever there is JSON.
"""
### INSTEAD OF
        except (ValueError, KeyError, TypeError):
### THIS
        except (ValueError, KeyError):
