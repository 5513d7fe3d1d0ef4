"""expect: and after 6 s nothing was printed of it

The event does not say which printer it was.
"""
### INSTEAD OF
    print("cool", event["printer"], event["celsius"])
### THIS
    print("cool", event.get("printer"), event["celsius"])
### INSTEAD OF
    sql="SELECT *, topic(2) AS printer FROM 'print-room/+/climate' WHERE celsius > 30 AND state <> 'test'",
### THIS
    sql="SELECT * FROM 'print-room/+/climate' WHERE celsius > 30 AND state <> 'test'",
