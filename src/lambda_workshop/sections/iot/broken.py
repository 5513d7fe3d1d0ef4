"""A rule whose topic filter has a level too few."""

from __future__ import annotations

from lambda_workshop.cloud import Cloud, deploying, functions
from lambda_workshop.cloud.cleanup import remove
from lambda_workshop.sections.iot.sensors import publish, rule_arn

ROOM, RULE = "inkwell-iot-debug", "inkwell_iot_debug"
SQL = "SELECT *, topic(2) AS printer FROM 'ink-room/+' WHERE level < 20"
CODE = """\
def handler(event, context):
    print("order ink for", event["printer"], event["level"])
"""


def break_it(cloud: Cloud) -> list[tuple[str, str]]:
    """Put the broken wiring in place, publish two readings, and tell what was made."""
    remove(cloud, (ROOM,), ("lambda", "iot", "logs"))
    arn = deploying.deploy(
        cloud,
        ROOM,
        functions.zip_of({"index.py": CODE}),
        handler="index.handler",
        role_arn=deploying.role(cloud, f"{ROOM}-role"),
    )
    cloud.client("lambda").add_permission(
        FunctionName=ROOM, StatementId="iot", Action="lambda:InvokeFunction", Principal="iot.amazonaws.com",
        SourceArn=rule_arn(cloud, RULE), SourceAccount=cloud.account,
    )  # fmt: skip
    cloud.client("iot").create_topic_rule(
        ruleName=RULE,
        topicRulePayload={
            "sql": SQL, "awsIotSqlVersion": "2016-03-23", "actions": [{"lambda": {"functionArn": arn}}],
        },
    )  # fmt: skip
    for printer, level in (("north", 80), ("south", 5)):
        publish(cloud, printer, {"level": level}, topic=f"ink-room/{printer}/black")
    return [
        ("rule", f"{RULE}: {SQL}"),
        ("function", f"{ROOM}: orders ink"),
        ("what happened", "two printers published, ink-room/north/black 80 and ink-room/south/black 5"),
        ("what you hear", "the southern printer ran dry, and no ink was ordered"),
    ]
