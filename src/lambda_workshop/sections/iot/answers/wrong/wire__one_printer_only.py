"""expect: and after 6 s nothing was printed of it

Hears the northern printer only.
"""
### INSTEAD OF
    sql="SELECT *, topic(2) AS printer FROM 'print-room/+/climate' WHERE celsius > 30 AND state <> 'test'",
### THIS
    sql="SELECT *, topic(2) AS printer FROM 'print-room/north/climate' WHERE celsius > 30 AND state <> 'test'",
