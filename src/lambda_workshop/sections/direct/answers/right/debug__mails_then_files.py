"""Files again each time: the same invoice under the same key."""
### INSTEAD OF
    if not invoice_exists(order):
        file_invoice(order)
### THIS
    file_invoice(order)
