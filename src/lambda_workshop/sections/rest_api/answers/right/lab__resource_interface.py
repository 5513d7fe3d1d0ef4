"""Logs with the logging module, and reads the header without its parameters."""
### INSTEAD OF
import json
### THIS
import json
import logging
### INSTEAD OF
    print(f"kept {number}")
### THIS
    logging.getLogger().warning("kept %s", number)
