"""expect: the function was called for a reading of 30 degrees or less

Lets the function decide, and it does not.
"""
### INSTEAD OF
    sql="SELECT *, topic(2) AS printer FROM 'print-room/+/climate' WHERE celsius > 30 AND state <> 'test'",
### THIS
    sql="SELECT *, topic(2) AS printer FROM 'print-room/+/climate' WHERE state <> 'test'",
