"""expect: none of them is mailed

Catches the error, so that Lambda never tries again.
"""
### INSTEAD OF
    send_mail(order)
### THIS
    try:
        send_mail(order)
    except Exception as error:
        print("mail server:", error)
