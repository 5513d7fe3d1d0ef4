"""Selects only what the function prints."""
### INSTEAD OF
def cooler(event, context):
    print("cool", event["printer"], event["celsius"])
### THIS
import linecache

source = """def cooler(event, context):
    print("cool", event["printer"], event["celsius"])
"""
linecache.cache["<cooler>"] = (len(source), None, source.splitlines(keepends=True), "<cooler>")
exec(compile(source, "<cooler>", "exec"))
### INSTEAD OF
    sql="SELECT *, topic(2) AS printer FROM 'print-room/+/climate' WHERE celsius > 30 AND state <> 'test'",
### THIS
    sql="SELECT celsius, topic(2) AS printer FROM 'print-room/+/climate' WHERE celsius > 30 AND state <> 'test'",
