"""The lamp tells its health too, and the role has its two rights in two statements."""


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
        "capabilities": [capability("Alexa"), *capabilities],
    }


power, light = capability("Alexa.PowerController", "powerState"), capability("Alexa.BrightnessController", "brightness")
health = capability("Alexa.EndpointHealth", "connectivity")
health["properties"]["retrievable"] = False
warmth = capability("Alexa.TemperatureSensor", "temperature")
lamp = device("print-room-lamp", "Print room lamp", "LIGHT", power, light, health)
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
role = alexa_smart_home.role(
    "inkwell-alexa-smart-home-room-role", policies=[rights | {"Action": action} for action in rights["Action"]]
)
files = {"room.py": alexa_smart_home.file("room.py"), "endpoints.json": json.dumps(endpoints)}
room = "inkwell-alexa-smart-home-room"
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment={"TABLE": name})
allow(room)
