"""expect: the log has no single line

Returns, and leaves no trace in the log.
"""
### INSTEAD OF
    print(f"report {report} for {day}")
### THIS
