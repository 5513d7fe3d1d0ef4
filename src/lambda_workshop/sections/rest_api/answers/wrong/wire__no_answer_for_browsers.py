"""expect: OPTIONS answered 403

Forgets that browsers ask first.
"""
### INSTEAD OF
allow_pages(api, orders)
### THIS
