"""expect: the function was called for a message of another kind

Takes everything of the room.
"""
### INSTEAD OF
    sql="SELECT *, topic(2) AS printer FROM 'print-room/+/climate' WHERE celsius > 30 AND state <> 'test'",
### THIS
    sql="SELECT *, topic(2) AS printer FROM 'print-room/#' WHERE celsius > 30 AND state <> 'test'",
