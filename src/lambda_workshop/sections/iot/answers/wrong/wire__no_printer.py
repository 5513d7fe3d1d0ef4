"""expect: and after 6 s nothing was printed of it

The event does not say which printer it was.
"""

import linecache

source = """def cooler(event, context):
    print("cool", event.get("printer"), event["celsius"])
"""
linecache.cache["<cooler>"] = (len(source), None, source.splitlines(keepends=True), "<cooler>")
exec(compile(source, "<cooler>", "exec"))

cooler_arn = iot.deploy("inkwell-iot-cooler", cooler, role=iot.role("inkwell-iot-cooler-role"))
errors_role = iot.role("inkwell-iot-errors-role", policies=[{"Action": "iot:Publish", "Resource": "*"}], service="iot")
put_rule(
    "inkwell_iot_hot",
    sql="SELECT * FROM 'print-room/+/climate' WHERE celsius > 30 AND state <> 'test'",
    actions=[{"lambda": {"functionArn": cooler_arn}}],
    errorAction={"republish": {"topic": "print-room/errors", "roleArn": errors_role}},
)
allow("inkwell-iot-cooler", "inkwell_iot_hot")
