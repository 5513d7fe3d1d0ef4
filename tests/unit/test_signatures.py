"""Signatures as AWS's own examples have them, as botocore makes them, and as nobody should."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.auth import HmacV1Auth, HmacV1QueryAuth, S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from lambda_workshop.emulator.gateway import payloads, signatures
from lambda_workshop.emulator.gateway.signatures import Sent, Signature, Unauthentic

KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
EXAMPLES = datetime(2013, 5, 24, 0, 5, tzinfo=UTC)
EMPTY = hashlib.sha256(b"").hexdigest()


def sent(method: str, url: str, headers: Mapping[str, Any] | None = None) -> Sent:
    """The request as the backend gets it."""
    parts = urlsplit(url)
    told = {name.lower(): (str(value),) for name, value in (headers or {}).items()}
    return Sent(method, parts.path or "/", parts.query, {"host": (parts.netloc,), **told})


def verdict(request: Sent, body: bytes = b"", *, secret: str = SECRET, now: datetime | None = None) -> str:
    """The code of the refusal; empty when the request is authentic."""
    try:
        found = signatures.read(request)
        if found is None:
            return "none"
        said = payloads.declared(request, found)
        signatures.check(request, found, secret, said or hashlib.sha256(body).hexdigest(), now=now)
        payloads.check_body(said, body, found, secret)
    except Unauthentic as error:
        return error.code
    return ""


class TestExamplesOfAws:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html and its neighbours."""

    def example(self, method: str, path: str, names: str, value: str, **headers: str) -> Sent:
        """A request to the bucket of the examples."""
        credential = f"{KEY}/20130524/us-east-1/s3/aws4_request"
        told = {
            "x-amz-date": "20130524T000000Z",
            "authorization": f"AWS4-HMAC-SHA256 Credential={credential},SignedHeaders={names},Signature={value}",
            **{name.replace("_", "-"): text for name, text in headers.items()},
        }
        return sent(method, f"http://examplebucket.s3.amazonaws.com{path}", told)

    def test_a_part_of_an_object(self) -> None:
        request = self.example(
            "GET", "/test.txt", "host;range;x-amz-content-sha256;x-amz-date",
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
            range="bytes=0-9", x_amz_content_sha256=EMPTY,
        )  # fmt: skip
        assert verdict(request, now=EXAMPLES) == ""

    def test_an_upload(self) -> None:
        body = b"Welcome to Amazon S3."
        request = self.example(
            "PUT", "/test$file.text", "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
            date="Fri, 24 May 2013 00:00:00 GMT", x_amz_storage_class="REDUCED_REDUNDANCY",
            x_amz_content_sha256=hashlib.sha256(body).hexdigest(),
        )  # fmt: skip
        assert verdict(request, body, now=EXAMPLES) == ""
        assert verdict(request, body + b" ", now=EXAMPLES) == "XAmzContentSHA256Mismatch"

    @pytest.mark.parametrize(
        ("query", "value"),
        [
            ("lifecycle", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
            ("max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
        ],
    )
    def test_a_question_about_a_bucket(self, query: str, value: str) -> None:
        names = "host;x-amz-content-sha256;x-amz-date"
        request = self.example("GET", f"/?{query}", names, value, x_amz_content_sha256=EMPTY)
        assert verdict(request, now=EXAMPLES) == ""

    def test_an_address(self) -> None:
        """https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html"""
        url = (
            "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
            f"&X-Amz-Credential={KEY}%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z"
            "&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
            "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
        )
        assert verdict(sent("GET", url), now=EXAMPLES) == ""
        assert verdict(sent("GET", url), now=EXAMPLES + timedelta(days=1)) == "AccessDenied"
        assert verdict(sent("PUT", url), now=EXAMPLES) == "SignatureDoesNotMatch"

    def test_a_body_in_signed_chunks(self) -> None:
        """https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html"""
        request = sent(
            "PUT", "https://s3.amazonaws.com/examplebucket/chunkObject.txt",
            {
                "x-amz-date": "20130524T000000Z",
                "x-amz-storage-class": "REDUCED_REDUNDANCY",
                "content-encoding": "aws-chunked",
                "content-length": "66824",
                "x-amz-decoded-content-length": "66560",
                "x-amz-content-sha256": payloads.CHUNKS,
                "authorization": f"AWS4-HMAC-SHA256 Credential={KEY}/20130524/us-east-1/s3/aws4_request,"
                "SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"
                "x-amz-decoded-content-length;x-amz-storage-class,"
                "Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
            },
        )  # fmt: skip
        parts = (
            (65536, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"),
            (1024, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"),
            (0, "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"),
        )
        body = b"".join(b"%x;chunk-signature=%s\r\n%s\r\n" % (size, s.encode(), b"a" * size) for size, s in parts)
        assert verdict(request, body, now=EXAMPLES) == ""
        assert verdict(request, body.replace(b"aaaa\r\n0;", b"aaab\r\n0;"), now=EXAMPLES) == "SignatureDoesNotMatch"
        assert verdict(request, body[:66000], now=EXAMPLES) != ""
        without_the_middle = body[: body.index(b"400;")] + body[body.index(b"0;chunk-signature=b6") :]
        assert verdict(request, without_the_middle, now=EXAMPLES) == "SignatureDoesNotMatch"

    def test_version_2(self) -> None:
        """https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html"""
        headers = {
            "date": "Tue, 27 Mar 2007 19:36:42 +0000",
            "authorization": f"AWS {KEY}:qgk2+6Sv9/oM7G3qLEjTH1a1l1g=",
        }
        request = replace(
            sent("GET", "http://awsexamplebucket1.us-west-1.s3.amazonaws.com/photos/puppy.jpg", headers),
            bucket="awsexamplebucket1",
        )
        then = datetime(2007, 3, 27, 19, 36, tzinfo=UTC)
        assert verdict(request, now=then) == ""
        assert verdict(replace(request, bucket="another"), now=then) == "SignatureDoesNotMatch"


URLS = (
    "http://127.0.0.1:4000/",
    "http://127.0.0.1:4000/2015-03-31/functions/arn%3Aaws%3Alambda%3A%3Ax/invocations?Qualifier=%24LATEST&b=&a=1",
    "http://127.0.0.1:4000/a%20b/%C5%BE%2B/c~d?list-type=2&prefix=a%2Fb%20c&x=%C5%BE",
    "http://bucket.localhost:4000/key//with/../dots/.?versionId=null&acl",
)


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("service", ["lambda", "s3"])
@pytest.mark.parametrize("token", [None, "session"])
def test_what_botocore_signs_is_authentic(url: str, service: str, token: str | None) -> None:
    body = b"{}"
    made = AWSRequest("POST", url, {"Host": urlsplit(url).netloc, "X-Amz-Target": "A.b", "X-Two": "a   b "}, body)
    signer = S3SigV4Auth if service == "s3" else SigV4Auth
    signer(Credentials(KEY, SECRET, token), service, "us-east-1").add_auth(made)
    request = sent("POST", url, dict(made.headers.items()))
    assert verdict(request, body) == ""
    assert verdict(request, body, secret="workshop") == "SignatureDoesNotMatch"
    assert verdict(request, b"[]") in ("SignatureDoesNotMatch", "XAmzContentSHA256Mismatch")
    assert verdict(replace(request, method="GET"), body) == "SignatureDoesNotMatch"
    assert verdict(replace(request, query="a=2"), body) == "SignatureDoesNotMatch"
    assert verdict(replace(request, target="/elsewhere"), body) == "SignatureDoesNotMatch"
    added = request.headers | {"x-amz-acl": ("public-read",)}
    assert verdict(replace(request, headers=added), body) == "AccessDenied"
    for late in (timedelta(minutes=16), -timedelta(minutes=16)):
        assert verdict(request, body, now=datetime.now(UTC) + late) in ("SignatureDoesNotMatch", "RequestTimeTooSkewed")


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("service", ["execute-api", "s3"])
def test_what_botocore_signs_in_an_address_is_authentic(url: str, service: str) -> None:
    made = AWSRequest("GET", url)
    signer = S3SigV4QueryAuth if service == "s3" else SigV4QueryAuth
    signer(Credentials(KEY, SECRET, "to+ken/="), service, "us-east-1", expires=60).add_auth(made)
    request = sent("GET", made.url)
    assert verdict(request) == ""
    assert verdict(request, secret="workshop") == "SignatureDoesNotMatch"
    assert verdict(request, now=datetime.now(UTC) + timedelta(seconds=62)) == "AccessDenied"
    assert verdict(replace(request, query=request.query.replace("Expires=60", "Expires=90"))) == "SignatureDoesNotMatch"


@pytest.mark.parametrize("in_address", [True, False])
def test_what_botocore_signs_with_version_2_is_authentic(in_address: bool) -> None:
    url = "http://127.0.0.1:4000/bucket/a%20b?versionId=3&response-content-type=text%2Fplain&other=1"
    headers = {"Content-Type": "text/plain", "X-Amz-Meta-A": "b"}
    made = AWSRequest("PUT", url, headers)
    key = Credentials(KEY, SECRET, "token")
    (HmacV1QueryAuth(key, expires=60) if in_address else HmacV1Auth(key)).add_auth(made)
    request = sent("PUT", made.url, headers if in_address else dict(made.headers.items()))
    assert verdict(request) == ""
    assert verdict(request, secret="workshop") == "SignatureDoesNotMatch"
    assert verdict(replace(request, target="/bucket/other")) == "SignatureDoesNotMatch"
    assert verdict(request, now=datetime.now(UTC) + timedelta(minutes=16)) in ("AccessDenied", "RequestTimeTooSkewed")


def test_a_trailer_is_signed_with_the_chunks() -> None:
    then, body = datetime.now(UTC), b"hello"
    date = f"{then:%Y%m%dT%H%M%SZ}"
    made = Signature(KEY, "0" * 64, 4, date=date, region="us-east-1", names=("host",), signed_at=then)
    key, lines, previous = signatures.key_of(made, SECRET), b"", made.value
    for data in (body, b""):
        parts = ("AWS4-HMAC-SHA256-PAYLOAD", date, signatures.scope(made), previous, EMPTY)
        text = "\n".join((*parts, hashlib.sha256(data).hexdigest()))
        previous = hmac.new(key, text.encode(), "sha256").hexdigest()
        lines += b"%x;chunk-signature=%s\r\n" % (len(data), previous.encode()) + (data and data + b"\r\n")
    trailer = b"x-amz-checksum-crc32c:sOO8/Q=="
    parts = ("AWS4-HMAC-SHA256-TRAILER", date, signatures.scope(made), previous)
    text = "\n".join((*parts, hashlib.sha256(trailer + b"\n").hexdigest()))
    last = hmac.new(key, text.encode(), "sha256").hexdigest()
    whole = lines + trailer + b"\r\nx-amz-trailer-signature:" + last.encode() + b"\r\n\r\n"
    payloads.check_body(payloads.CHUNKS_AND_TRAILER, whole, made, SECRET)
    for broken in (whole.replace(b"sOO8", b"sOO9"), whole.replace(last.encode(), b"0" * 64), lines, b"", b"zz"):
        with pytest.raises(Unauthentic):
            payloads.check_body(payloads.CHUNKS_AND_TRAILER, broken, made, SECRET)


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", {"authorization": "AWS4-HMAC-SHA256"}),
        ("", {"authorization": "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0"}),
        ("", {"authorization": f"AWS4-HMAC-SHA256 Credential={KEY}/20130524/r/s/aws4_request, Signature=0"}),
        ("", {"authorization": "AWS4-ECDSA-P256-SHA256 Credential=a/20130524/s/aws4_request"}),
        ("", {"authorization": "AWS :"}),
        ("", {"authorization": f"AWS {KEY}:AAAA", "date": "yesterday"}),
        ("X-Amz-Credential=a&X-Amz-Signature=b", {}),
        ("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a%2F20130524%2Fr%2Fs3%2Faws4_request&X-Amz-Signature=b"
         "&X-Amz-SignedHeaders=host&X-Amz-Date=20139924T000000Z", {}),
        ("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a&X-Amz-Signature=b&X-Amz-Expires=99999999", {}),
        ("AWSAccessKeyId=a&Signature=b", {}),
        ("AWSAccessKeyId=a&Signature=b&Expires=%00", {}),
        ("AWSAccessKeyId=a&Signature=b&Expires=9999999999", {"authorization": "AWS a:b"}),
        ("AWSAccessKeyId=a&Signature=b&Signature=c&Expires=9999999999", {}),
        ("AWSAccessKeyId=a&Signature=%ff%fe\u017e&Expires=9999999999", {}),
    ],
)  # fmt: skip
def test_a_signature_that_makes_no_sense_is_refused_in_words(query: str, headers: dict[str, str]) -> None:
    request = Sent("GET", "/bucket/key", query, {"host": ("127.0.0.1",), **{k: (v,) for k, v in headers.items()}})
    assert verdict(request) not in ("", "none")


def test_a_header_that_comes_twice_is_refused() -> None:
    made = AWSRequest("GET", "http://127.0.0.1/", {"Host": "127.0.0.1"})
    SigV4Auth(Credentials(KEY, SECRET), "sqs", "us-east-1").add_auth(made)
    request = sent("GET", "http://127.0.0.1/", dict(made.headers.items()))
    assert verdict(request) == ""
    twice = {"authorization": (*request.headers["authorization"], "AWS a:b")}
    assert verdict(replace(request, headers={**request.headers, **twice})) == "InvalidArgument"


def test_a_request_without_a_signature_has_none() -> None:
    assert verdict(sent("GET", "http://127.0.0.1/", {"authorization": "Bearer x"})) == "none"


def test_the_key_of_an_account_tells_nothing_of_another() -> None:
    from lambda_workshop.emulator.host.access import secret_key

    one, other = secret_key("s", "0" * 12), secret_key("s", "1" * 12)
    assert len(one) == 40 and one != other
    assert secret_key("t", "0" * 12) != one
    assert base64.b64decode(one + "==="[: -len(one) % 4])


def test_an_address_of_boto3_is_authentic_whatever_its_style() -> None:
    for style in ("path", "virtual"):
        client = boto3.client(
            "s3", endpoint_url="http://localhost:4000", region_name="us-east-1", aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            config=boto3.session.Config(signature_version="s3v4", s3={"addressing_style": style}),
        )  # fmt: skip
        url = client.generate_presigned_url("get_object", Params={"Bucket": "photos", "Key": "in/my photo+1//x.jpg"})
        assert verdict(sent("GET", url)) == ""
