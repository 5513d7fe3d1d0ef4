"""expect: the digest is

One list for all calls.
"""
### INSTEAD OF
import json
### THIS
import json

digest = []
### INSTEAD OF
    digest = []
### THIS
