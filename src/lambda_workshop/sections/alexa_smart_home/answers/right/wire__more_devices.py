"""A third device, a cookie, and the function described by boto3 alone."""
### INSTEAD OF
endpoints = [lamp, device("print-room-temperature", "Print room", "TEMPERATURE_SENSOR", warmth)]
### THIS
switch = device("print-room-switch", "Switch", "SWITCH", power) | {"cookie": {"wall": "north"}}
endpoints = [switch, lamp, device("print-room-temperature", "Print room", "TEMPERATURE_SENSOR", warmth)]
### INSTEAD OF
where = {"TABLE": name}
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment=where)
### THIS
lam.create_function(
    FunctionName=room,
    Runtime="python3.13",
    Role=role,
    Handler="room.handler",
    Code={"ZipFile": alexa_smart_home.package(respond, files=files)},
    Environment={"Variables": {"TABLE": name}},
    Timeout=8,
    MemorySize=256,
)
lam.get_waiter("function_active_v2").wait(FunctionName=room)
