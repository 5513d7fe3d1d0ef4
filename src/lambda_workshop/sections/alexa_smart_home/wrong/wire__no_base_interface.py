"""expect: has no capability `Alexa`

Forgets the base interface.
"""


def capability(interface, *names):
    told = {"type": "AlexaInterface", "interface": interface, "version": "3"}
    if names:
        supported = [{"name": name} for name in names]
        told["properties"] = {"supported": supported, "proactivelyReported": False, "retrievable": True}
    return told


def device(endpoint, name, category, *capabilities):
    return {
        "endpointId": endpoint,
        "manufacturerName": "Inkwell",
        "friendlyName": name,
        "description": f"{name}, by Inkwell",
        "displayCategories": [category],
        "capabilities": [*capabilities],
    }


power, light = capability("Alexa.PowerController", "powerState"), capability("Alexa.BrightnessController", "brightness")
warmth = capability("Alexa.TemperatureSensor", "temperature")
lamp = device("print-room-lamp", "Print room lamp", "LIGHT", power, light)
endpoints = [lamp, device("print-room-temperature", "Print room", "TEMPERATURE_SENSOR", warmth)]

tables, name = alexa_smart_home.session.client("dynamodb"), "inkwell-alexa-smart-home-devices"
if name not in tables.list_tables()["TableNames"]:
    key = {"AttributeName": "id"}
    tables.create_table(
        TableName=name,
        KeySchema=[{**key, "KeyType": "HASH"}],
        AttributeDefinitions=[{**key, "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
table_arn = tables.describe_table(TableName=name)["Table"]["TableArn"]

rights = {"Action": ["dynamodb:GetItem", "dynamodb:PutItem"], "Resource": table_arn}
role = alexa_smart_home.role("inkwell-alexa-smart-home-room-role", policies=[rights])
files = {"room.py": alexa_smart_home.file("room.py"), "endpoints.json": json.dumps(endpoints)}
room = "inkwell-alexa-smart-home-room"
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment={"TABLE": name})
allow(room)
