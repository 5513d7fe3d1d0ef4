"""expect: only `/` with the whole cookie `variant=b` is rewritten

Looks for the letters anywhere in the header.
"""
### INSTEAD OF
        cookies = [cookie.strip() for line in lines for cookie in line.split(";")]
        if request["uri"] == "/" and "variant=b" in cookies:
### THIS
        if request["uri"] == "/" and any("variant=b" in line for line in lines):
