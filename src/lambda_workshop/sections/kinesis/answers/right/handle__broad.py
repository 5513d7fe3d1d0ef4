"""Catches whatever goes wrong with a record."""
### INSTEAD OF
        except (ValueError, KeyError, TypeError):
### THIS
        except Exception:
