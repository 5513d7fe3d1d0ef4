"""For whom a request is handled: its account, its region, and the client's address."""

from __future__ import annotations

from contextlib import AbstractContextManager

from lambda_workshop.emulator.fallback.ministack import responses


def account() -> str:
    """The 12 digits of the account that the current request is handled for."""
    return responses.get_account_id()


def region() -> str:
    """The region that the current request is handled for."""
    return responses.get_region()


def client_address() -> str:
    """The IP address of who sent the current request."""
    return responses.get_request_client_ip()


def within(account: str, region: str) -> AbstractContextManager[None]:
    """Handle what is inside this block for that account and region."""
    return responses.request_scope(account, region)


def enter(account: str, region: str) -> None:
    """Handle the rest of the current request, or of the current context, for that account and region."""
    responses._request_account_id.set(account)
    responses._request_region.set(region)


def enter_account(account: str) -> None:
    """The same for an account in the region that is current."""
    responses._request_account_id.set(account)
