"""expect: there is no invoice of

Mails, and files nothing.
"""
### INSTEAD OF
    if not invoice_exists(order):
        file_invoice(order)
### THIS
