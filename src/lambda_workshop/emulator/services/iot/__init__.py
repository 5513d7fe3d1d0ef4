"""AWS IoT: MQTT with no special header, topic rules that say what they cannot evaluate, actions that fail aloud."""
