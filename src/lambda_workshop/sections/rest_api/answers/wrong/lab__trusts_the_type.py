"""expect: POST /photos with a PNG that says it is a JPEG answered 201

Believes what the header says.
"""
### INSTEAD OF
    if not photo.startswith(BEGINS[kind]):
        return reply(400, {"error": f"that is no {kind}"})
### THIS
