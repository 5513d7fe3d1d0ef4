"""Your handler on events of a load balancer with multi-value headers."""

import base64
import hashlib
import importlib
import json
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
EVENTS = next(folder for folder in (HERE / "events", HERE.parent / "events") if folder.is_dir())


@pytest.fixture
def send(monkeypatch):
    """Sends a request to a freshly imported `handler.py`: status, content type, cookies and bytes come back."""
    monkeypatch.syspath_prepend(str(HERE))
    monkeypatch.delitem(sys.modules, "handler", raising=False)
    module = importlib.import_module("handler")

    def request(path, method="GET", query=None, cookies=(), body=b"", text=False):
        event = json.loads((EVENTS / "multi_value.json").read_text("utf-8"))
        event |= {"httpMethod": method, "path": path, "multiValueQueryStringParameters": query or {}}
        event["multiValueHeaders"].pop("cookie", None)
        if cookies:
            event["multiValueHeaders"]["cookie"] = list(cookies)
        if body:
            event["body"] = body.decode() if text else base64.b64encode(body).decode()
            event["isBase64Encoded"] = not text
        value = module.handler(event, None)
        headers = {name.lower(): values for name, values in value.get("multiValueHeaders", {}).items()}
        content = base64.b64decode(value["body"]) if value.get("isBase64Encoded") else value["body"].encode()
        return value["statusCode"], headers["content-type"][0], headers.get("set-cookie", []), content

    yield request
    sys.modules.pop("handler", None)


def test_prices_come_in_the_order_asked(send):
    status, kind, _cookies, content = send("/prices", query={"paper": ["A3", "A5"]})
    assert (status, kind.partition(";")[0]) == (200, "application/json")
    assert json.loads(content) == {"prices": [{"paper": "A3", "cents": 60}, {"paper": "A5", "cents": 15}]}


@pytest.mark.parametrize("query", [{}, {"paper": ["A9"]}, {"paper": ["A4", "A9"]}], ids=str)
def test_unknown_paper_is_refused(send, query):
    status, _kind, _cookies, content = send("/prices", query=query)
    assert status == 400
    assert json.loads(content)["error"]


def test_titles_are_decoded(send):
    _status, _kind, _cookies, content = send("/basket", query={"add": ["Gr%C3%BC%C3%9Fe+aus+Brno", "50+%25"]})
    assert json.loads(content) == {"titles": ["Grüße aus Brno", "50 %"]}


@pytest.mark.parametrize("cookies", [["visits=6", "a=1"], ["a=1; visits=6"]], ids=str)
def test_cookies_come_in_one_header_or_several(send, cookies):
    found = send("/basket", query={"add": ["x"]}, cookies=cookies)[2]
    assert sorted(cookie.partition(";")[0] for cookie in found) == ["titles=1", "visits=7"]


def test_the_first_visit_is_one(send):
    assert "visits=1" in [cookie.partition(";")[0] for cookie in send("/basket")[2]]


@pytest.mark.parametrize(("body", "text"), [(b"\x89PNG\x00\xff", False), ("café".encode(), True)], ids=str)
def test_a_photo_is_what_the_client_sent(send, body, text):
    status, _kind, _cookies, content = send("/photos", "POST", body=body, text=text)
    assert status == 201
    assert json.loads(content) == {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}


def test_an_empty_photo_is_refused(send):
    assert send("/photos", "POST")[0] == 400


def test_the_thumbnail_is_bytes(send):
    assert send("/photos/thumb") == (200, "image/png", [], bytes.fromhex("89504E470D0A1A0A"))


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("GET", "/photos"), ("POST", "/prices")])
def test_what_is_not_there_is_404(send, method, path):
    assert send(path, method)[0] == 404


def test_the_log_says_nothing_of_the_customer(send, capsys):
    send("/basket", query={"add": ["secret-title"]}, cookies=["session=secret-cookie"])
    assert "secret" not in capsys.readouterr().out
