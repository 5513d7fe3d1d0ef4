"""Catches the first failure, tries again, and lets a second one through."""

from lambda_workshop.cloud.functions import zip_of

cause = "b"
source = """from mail import file_invoice, invoice_exists, send_mail


def handler(event, context):
    order = event["order"]
    if not invoice_exists(order):
        file_invoice(order)
    try:
        send_mail(order)
    except Exception:
        print("once more")
        send_mail(order)
"""
code = zip_of({"index.py": source, "mail.py": direct.file("mail.py")})
lam.update_function_code(FunctionName="inkwell-direct-debug-mailer", ZipFile=code)
lam.get_waiter("function_updated_v2").wait(FunctionName="inkwell-direct-debug-mailer")
