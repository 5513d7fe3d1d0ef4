"""The signature of a request, and whether it is right: version 4 in a header or in the address, version 2 for S3.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import quote_from_bytes, unquote_to_bytes

SKEW = timedelta(minutes=15)
"""How far the clocks of a signer and of AWS may be apart."""
LONGEST = 604_800
"""Seconds for which an address that was signed with version 4 may be good."""
ALGORITHM = "AWS4-HMAC-SHA256"
_MISMATCH = (
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
    "and signing method. Consult the service documentation for details."
)
_SCOPE = re.compile(r"^([^/\s]+)/(\d{8})/([^/\s]+)/([^/\s]+)/aws4_request$", re.ASCII)
_MOMENT = re.compile(r"^\d{8}T\d{6}Z$", re.ASCII)
_FORM = "%Y%m%dT%H%M%SZ"
_UNRESERVED = "-_.~"
# The parts of an S3 address that name a resource of their own, and so are signed in version 2.
_SUBRESOURCES = frozenset(
    {
        "accelerate", "acl", "cors", "defaultobjectacl", "delete", "lifecycle", "location", "logging", "notification",
        "partnumber", "policy", "replication", "requestpayment", "restore", "select", "select-type", "tagging",
        "torrent", "uploadid", "uploads", "versionid", "versioning", "versions", "website",
        "response-cache-control", "response-content-disposition", "response-content-encoding",
        "response-content-language", "response-content-type", "response-expires",
    }
)  # fmt: skip


class Unauthentic(Exception):
    """The request is not from whom it says. `code` and `message` are AWS's."""

    def __init__(self, code: str, message: str, status: int = 403) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


@dataclass(frozen=True)
class Sent:
    """What a client sent, before anything was decoded.

    `target` is the path, `query` what follows its question mark; `headers` have lower-case names, and every value of
    a name that came more than once. `bucket` is the one that the host names, for version 2.
    """

    method: str
    target: str
    query: str
    headers: Mapping[str, tuple[str, ...]]
    bucket: str = ""

    def header(self, name: str) -> str:
        """The only value of this header, or an empty string; raises Unauthentic when there are two."""
        values = self.headers.get(name, ())
        if len(values) > 1:
            raise Unauthentic("InvalidArgument", f"The header {name} stands in the request more than once.", 400)
        return values[0].strip() if values else ""

    @functools.cached_property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """The query string's (name, value) pairs, decoded, in the order in which they came."""
        pairs = (part.partition("=") for part in self.query.split("&") if part)
        return tuple((_decoded(name), _decoded(value)) for name, _, value in pairs)

    def parameter(self, name: str) -> str:
        """The only value of this parameter, or an empty string; raises Unauthentic when there are two."""
        values = [value for key, value in self.parameters if key == name]
        if len(values) > 1:
            raise Unauthentic("InvalidArgument", f"The parameter {name} stands in the address more than once.", 400)
        return values[0] if values else ""


@dataclass(frozen=True)
class Signature:
    """What a request says about its signature. `expires` is None where it is good for as long as the clocks agree."""

    access_key: str
    value: str
    version: int = 4
    token: str = ""
    in_address: bool = False
    date: str = ""
    region: str = ""
    service: str = "s3"
    names: tuple[str, ...] = ()
    signed_at: datetime | None = None
    expires: datetime | None = None


def read(sent: Sent) -> Signature | None:
    """The signature of a request; None when it has none.

    Raises Unauthentic when it cannot be read, or when there are two.
    """
    authorization = sent.header("authorization")
    in_address = _read_address(sent)
    if in_address is not None and authorization.startswith(("AWS4-", "AWS ")):
        raise Unauthentic("InvalidArgument", "Only one auth mechanism allowed.", 400)
    if in_address is not None:
        return in_address
    if authorization.startswith("AWS4-"):
        return _read_header(sent, authorization)
    if authorization.startswith("AWS "):
        key, _, value = authorization[4:].strip().partition(":")
        moment = _http_date(sent.header("x-amz-date") or sent.header("date"))
        return Signature(key, value, 2, sent.header("x-amz-security-token"), signed_at=moment)
    return None


def check(sent: Sent, signature: Signature, secret: str, payload: str, *, now: datetime | None = None) -> None:
    """Raise Unauthentic unless the request was signed with this secret, and is neither too old nor from the future.

    `payload` is what the signature says of the body: the SHA-256 of it in hexadecimal digits, or one of S3's words.
    """
    _check_time(signature, now or datetime.now(UTC))
    if signature.version == 2:
        expected = _version_2(sent, signature, secret)
    else:
        loose = [name for name in sent.headers if name.startswith("x-amz-") and name not in signature.names]
        if loose:
            raise Unauthentic(
                "AccessDenied", f"There were headers present in the request which were not signed: {loose}."
            )
        expected = _version_4(sent, signature, secret, payload)
    if not hmac.compare_digest(expected.encode(), signature.value.encode("utf-8", "surrogateescape")):
        raise Unauthentic("SignatureDoesNotMatch", _MISMATCH)


def key_of(signature: Signature, secret: str) -> bytes:
    """The key that version 4 derives from a secret for the signature's day, region and service."""
    return _signing_key(secret, signature.date[:8], signature.region, signature.service)


@functools.lru_cache(maxsize=512)
def _signing_key(secret: str, date: str, region: str, service: str) -> bytes:
    key = b"AWS4" + secret.encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def _read_header(sent: Sent, authorization: str) -> Signature:
    algorithm, _, rest = authorization.partition(" ")
    if algorithm != ALGORITHM:
        raise Unauthentic("IncompleteSignature", f"Only {ALGORITHM} signatures are known here, not {algorithm}.")
    fields = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    for name in ("Credential", "SignedHeaders", "Signature"):
        if not fields.get(name):
            raise Unauthentic("IncompleteSignature", f"Authorization header requires {name!r} parameter.")
    return _version_4_of(
        fields["Credential"],
        fields["Signature"],
        fields["SignedHeaders"],
        sent.header("x-amz-date"),
        token=sent.header("x-amz-security-token"),
    )


def _read_address(sent: Sent) -> Signature | None:
    if "Signature=" not in sent.query:
        return None
    if credential := sent.parameter("X-Amz-Credential"):
        if sent.parameter("X-Amz-Algorithm") != ALGORITHM:
            raise Unauthentic("AuthorizationQueryParametersError", f"X-Amz-Algorithm only supports {ALGORITHM}", 400)
        seconds = sent.parameter("X-Amz-Expires") or "300"
        if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 9 and 0 < int(seconds) <= LONGEST):
            message = "X-Amz-Expires must be a number of seconds from 1 to 604800 (a week)"
            raise Unauthentic("AuthorizationQueryParametersError", message, 400)
        return _version_4_of(
            credential,
            sent.parameter("X-Amz-Signature"),
            sent.parameter("X-Amz-SignedHeaders"),
            sent.parameter("X-Amz-Date"),
            token=sent.parameter("X-Amz-Security-Token"),
            lifetime=timedelta(seconds=int(seconds)),
        )
    key, value = sent.parameter("AWSAccessKeyId"), sent.parameter("Signature")
    if not key or not value:
        return None
    until = sent.parameter("Expires")
    if not (until.isascii() and until.isdigit() and len(until) < 12):
        raise Unauthentic("AccessDenied", "An address that is signed needs Expires, in seconds since 1970.")
    token = next((value for name, value in sent.parameters if name.lower() == "x-amz-security-token"), "")
    return Signature(key, value, 2, token, True, expires=datetime.fromtimestamp(int(until), UTC))


def _version_4_of(
    credential: str, value: str, names: str, moment: str, *, token: str = "", lifetime: timedelta | None = None
) -> Signature:
    scope = _SCOPE.match(credential)
    if not scope:
        message = "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/aws4_request"
        raise Unauthentic("IncompleteSignature", message)
    key, date, region, service = scope.groups()
    if not _MOMENT.match(moment) or not moment.startswith(date):
        raise Unauthentic("SignatureDoesNotMatch", "The date of the request is missing, or is not the credential's.")
    try:
        signed_at = datetime.strptime(moment, _FORM).replace(tzinfo=UTC)
    except ValueError as error:
        raise Unauthentic("SignatureDoesNotMatch", f"{moment} is no date.") from error
    signed = tuple(name.strip().lower() for name in names.split(";"))
    if "host" not in signed:
        raise Unauthentic("SignatureDoesNotMatch", "'Host' must be a 'SignedHeader' in the AWS Signature.")
    expires = None if lifetime is None else signed_at + lifetime
    return Signature(key, value, 4, token, lifetime is not None, moment, region, service, signed, signed_at, expires)


def _check_time(signature: Signature, now: datetime) -> None:
    if signature.expires is not None and now > signature.expires:
        raise Unauthentic("AccessDenied", "Request has expired")
    if signature.in_address and signature.version == 2:
        return
    if signature.signed_at is None:
        raise Unauthentic("AccessDenied", "AWS authentication requires a valid Date or x-amz-date header")
    late = now - signature.signed_at
    if late < -SKEW or (signature.expires is None and late > SKEW):
        if signature.service == "s3":
            message = "The difference between the request time and the current time is too large."
            raise Unauthentic("RequestTimeTooSkewed", message)
        message = f"Signature expired: it was made at {signature.signed_at:{_FORM}}, and it is {now:{_FORM}}"
        raise Unauthentic("SignatureDoesNotMatch", message)


def _version_4(sent: Sent, signature: Signature, secret: str, payload: str) -> str:
    if signature.service == "s3":
        # S3 takes the path as it is: two slashes and a dot are parts of a key.
        path = _encoded(unquote_to_bytes(sent.target.encode("utf-8", "surrogateescape")), "/") or "/"
    else:
        path = _encoded(_without_dots(sent.target).encode("utf-8", "surrogateescape"), "/")
    query = "&".join(
        f"{name}={value}"
        for name, value in sorted(
            (_text_encoded(name), _text_encoded(value))
            for name, value in sent.parameters
            if name != "X-Amz-Signature" or not signature.in_address
        )
    )
    headers = "".join(
        f"{name}:{','.join(' '.join(value.split()) for value in sent.headers.get(name, ()))}\n"
        for name in signature.names
    )
    request = f"{sent.method}\n{path}\n{query}\n{headers}\n{';'.join(signature.names)}\n{payload}"
    digest = hashlib.sha256(request.encode("utf-8", "surrogateescape")).hexdigest()
    text = f"{ALGORITHM}\n{signature.date}\n{scope(signature)}\n{digest}"
    return hmac.digest(key_of(signature, secret), text.encode(), "sha256").hex()


def _version_2(sent: Sent, signature: Signature, secret: str) -> str:
    # Headers that were known when the address was signed may stand in it instead.
    told = dict(sent.headers)
    if signature.in_address:
        for name, value in sent.parameters:
            if name.lower().startswith(("x-amz-", "content-")):
                told.setdefault(name.lower(), (value,))
    amazon = sorted(name for name in told if name.startswith("x-amz-"))
    headers = "".join(f"{name}:{','.join(value.strip() for value in told[name])}\n" for name in amazon)
    kind, digest = (",".join(told.get(name, ())).strip() for name in ("content-type", "content-md5"))
    date = "" if "x-amz-date" in told else sent.header("date")
    date = sent.parameter("Expires") if signature.in_address else date
    chosen = sorted((name, value) for name, value in sent.parameters if name.lower() in _SUBRESOURCES)
    query = "&".join(f"{name}={value}" if value else name for name, value in chosen)
    resource = f"/{sent.bucket}{sent.target}" if sent.bucket else sent.target
    if resource.count("/") == 1 and resource != "/":
        # A bucket alone is signed as in its own host name.
        resource += "/"
    resource += f"?{query}" if query else ""
    text = f"{sent.method}\n{digest}\n{kind}\n{date}\n{headers}{resource}"
    found = hmac.digest(secret.encode(), text.encode("utf-8", "surrogateescape"), "sha1")
    return base64.b64encode(found).decode()


def scope(signature: Signature) -> str:
    """What a version 4 signature is good for: `DATE/REGION/SERVICE/aws4_request`."""
    return f"{signature.date[:8]}/{signature.region}/{signature.service}/aws4_request"


def _without_dots(path: str) -> str:
    """The path without `.`, `..` and doubled slashes, as every service but S3 signs it."""
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del kept[-1:]
        elif part not in ("", "."):
            kept.append(part)
    end = "/" if kept and path.endswith("/") else ""
    return f"/{'/'.join(kept)}{end}"


def _decoded(text: str) -> str:
    return unquote_to_bytes(text.replace("+", " ").encode("utf-8", "surrogateescape")).decode(
        "utf-8", "surrogateescape"
    )


def _encoded(text: bytes, safe: str = "") -> str:
    return quote_from_bytes(text, safe=safe + _UNRESERVED)


def _text_encoded(text: str) -> str:
    return _encoded(text.encode("utf-8", "surrogateescape"))


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
