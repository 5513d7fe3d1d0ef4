"""expect: none of them is mailed

An invoice that is there ends the retry without an error, and without a mail.
"""
### INSTEAD OF
    if not invoice_exists(order):
        file_invoice(order)
### THIS
    if invoice_exists(order):
        return
    file_invoice(order)
