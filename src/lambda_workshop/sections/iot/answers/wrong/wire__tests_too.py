"""expect: the function was called for a test

Tests call it too.
"""
### INSTEAD OF
    sql="SELECT *, topic(2) AS printer FROM 'print-room/+/climate' WHERE celsius > 30 AND state <> 'test'",
### THIS
    sql="SELECT *, topic(2) AS printer FROM 'print-room/+/climate' WHERE celsius > 30",
