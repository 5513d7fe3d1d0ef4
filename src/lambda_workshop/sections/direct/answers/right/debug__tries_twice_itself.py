"""Catches the first failure, tries again, and lets a second one through."""
### INSTEAD OF
    send_mail(order)
### THIS
    try:
        send_mail(order)
    except Exception:
        print("once more")
        send_mail(order)
