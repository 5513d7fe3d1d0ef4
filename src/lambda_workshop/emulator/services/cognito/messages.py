"""What a pool tells its users, by mail or text message, in the words of its template or of its function.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-message-customizations.html
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from lambda_workshop.emulator.services.cognito import invocation, outbox
from lambda_workshop.emulator.services.cognito.call import Pool, Refusal, User, attributes_of, current
from lambda_workshop.emulator.services.cognito.events import CODE, USERNAME, custom_message

_LINK = re.compile(r"\{##([^#{}]+)##\}")
_PATTERN = r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*"

_SMS = {
    "CustomMessage_AdminCreateUser": "Your username is {username} and temporary password is {####}.",
    "CustomMessage_Authentication": "Your authentication code is {####}.",
}
_MAIL = {
    "CustomMessage_AdminCreateUser": (
        "Your temporary password",
        "Your username is {username} and temporary password is {####}.",
    ),
    "CustomMessage_ForgotPassword": ("Your password reset code", "Your password reset code is {####}."),
}
_VERIFICATION = ("Your verification code", "Your confirmation code is {####}.")


@dataclass(frozen=True)
class Delivery:
    """Where a message goes: EMAIL or SMS, the user's attribute, and its value."""

    medium: str
    attribute: str
    destination: str

    def details(self) -> dict[str, str]:
        """`CodeDeliveryDetails` as the API shows it: the destination is masked."""
        return {
            "Destination": masked(self.destination),
            "DeliveryMedium": self.medium,
            "AttributeName": self.attribute,
        }


def masked(destination: str) -> str:
    """Enough of an address for its owner to know it: `i***@e***`, or the last four digits of a number."""
    name, at, domain = destination.partition("@")
    if at:
        return f"{name[:1]}***@{domain[:1]}***"
    return f"+*******{destination[-4:]}" if destination.startswith("+") else f"{destination[:1]}***"


def by(attribute: str, user: User) -> Delivery | None:
    """The delivery to this attribute of the user, `email` or `phone_number`; None when it has no value."""
    value = attributes_of(user).get(attribute, "")
    return Delivery("SMS" if attribute == "phone_number" else "EMAIL", attribute, value) if value else None


def send(pool: Pool, source: str, user: User, deliveries: list[Delivery], code: str) -> None:
    """Ask the pool's function for its words, fill in the code, and send to each destination.

    Raises Refusal when the function fails or its words lack a placeholder; then nothing is sent.
    """
    if not deliveries:
        return
    custom = invocation.call(pool, "CustomMessage", custom_message(pool, source, user))
    ready = []
    for delivery in deliveries:
        if delivery.medium == "SMS":
            subject, body = "", custom.get("smsMessage") or _sms_template(pool, source)
            _require_placeholders(source, "smsMessage", body, custom.get("smsMessage"))
        else:
            own_subject, own_body = _mail_template(pool, source)
            subject = custom.get("emailSubject") or own_subject
            body = custom.get("emailMessage") or own_body
            _require_placeholders(source, "emailBody", body, custom.get("emailMessage"))
        ready.append((delivery, _filled(pool, user, subject, code), _filled(pool, user, body, code)))
    for delivery, subject, body in ready:
        outbox.post(
            pool,
            delivery.medium,
            delivery.destination,
            str(user["Username"]),
            subject=subject,
            body=body,
            source=source,
        )


def _require_placeholders(source: str, field: str, body: str, custom: str | None) -> None:
    """The function's words must have the code's place, an invitation the user name's too.

    https://github.com/amazon-archives/amazon-cognito-identity-js/issues/99 shows the refusal.
    """
    needed = [CODE, USERNAME] if source == "CustomMessage_AdminCreateUser" else [CODE]
    if not custom or _LINK.search(body) or all(placeholder in body for placeholder in needed):
        return
    raise Refusal(
        "InvalidParameterException",
        f"1 validation error detected: Value '{body}' at '{field}' failed to satisfy constraint: "
        f"Member must satisfy regular expression pattern: {_PATTERN}",
    )


def _sms_template(pool: Pool, source: str) -> str:
    invitation = (pool.get("AdminCreateUserConfig") or {}).get("InviteMessageTemplate") or {}
    if source == "CustomMessage_AdminCreateUser":
        return str(invitation.get("SMSMessage") or _SMS[source])
    if source == "CustomMessage_Authentication":
        return str(pool.get("SmsAuthenticationMessage") or _SMS[source])
    template = (pool.get("VerificationMessageTemplate") or {}).get("SmsMessage")
    return str(template or pool.get("SmsVerificationMessage") or _VERIFICATION[1])


def _mail_template(pool: Pool, source: str) -> tuple[str, str]:
    """The subject and the text of the pool's own template for this kind of message."""
    default_subject, default_body = _MAIL.get(source, _VERIFICATION)
    if source == "CustomMessage_AdminCreateUser":
        invitation = (pool.get("AdminCreateUserConfig") or {}).get("InviteMessageTemplate") or {}
        return invitation.get("EmailSubject") or default_subject, invitation.get("EmailMessage") or default_body
    template = pool.get("VerificationMessageTemplate") or {}
    links = template.get("DefaultEmailOption") == "CONFIRM_WITH_LINK"
    if links and source in ("CustomMessage_SignUp", "CustomMessage_ResendCode"):
        subject = template.get("EmailSubjectByLink") or "Your verification link"
        return subject, template.get("EmailMessageByLink") or "Please click to verify: {##Verify Email##}"
    subject = template.get("EmailSubject") or pool.get("EmailVerificationSubject")
    body = template.get("EmailMessage") or pool.get("EmailVerificationMessage")
    return subject or default_subject, body or default_body


def _filled(pool: Pool, user: User, text: str, code: str) -> str:
    """The text with the code, the user's name and the link in their places."""
    own = attributes_of(user)
    aliases = pool.get("UsernameAttributes") or ()
    # Where users sign in by mail or number, nobody knows the name that the pool made for them.
    name = next((own[alias] for alias in aliases if own.get(alias)), str(user["Username"]))
    query = {"client_id": current.get().client_id, "user_name": user["Username"], "confirmation_code": code}
    domain = pool.get("CustomDomain") or f"{pool.get('Domain') or 'no-domain'}.auth.{pool['Id'].partition('_')[0]}"
    address = f"https://{domain}.amazoncognito.com/confirmUser?{urlencode(query)}"

    def link(found: re.Match[str]) -> str:
        return f'<a href="{html.escape(address)}">{found[1]}</a>'

    return _LINK.sub(link, text).replace(CODE, code).replace(USERNAME, name)
