"""expect: 1 to 9 pages more

Binds until it is done.
"""
### INSTEAD OF
    while done < len(pages) and context.get_remaining_time_in_millis() >= 500:
### THIS
    while done < len(pages):
