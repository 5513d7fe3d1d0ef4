"""expect: the client gets 200: `{"title": "

Decodes percent signs, and leaves the plus.
"""
### INSTEAD OF
from urllib.parse import unquote_plus
### THIS
from urllib.parse import unquote as unquote_plus
