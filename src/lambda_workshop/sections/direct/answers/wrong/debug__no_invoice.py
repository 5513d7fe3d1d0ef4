"""expect: there is no invoice of

Mails, and files nothing.
"""

from lambda_workshop.cloud.functions import zip_of

cause = "b"
source = """from mail import file_invoice, invoice_exists, send_mail


def handler(event, context):
    send_mail(event["order"])
"""
code = zip_of({"index.py": source, "mail.py": direct.file("mail.py")})
lam.update_function_code(FunctionName="inkwell-direct-debug-mailer", ZipFile=code)
lam.get_waiter("function_updated_v2").wait(FunctionName="inkwell-direct-debug-mailer")
