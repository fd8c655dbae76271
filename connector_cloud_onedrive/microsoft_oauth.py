# Copyright 2026 Cloud Connector Contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Signing in with Microsoft Entra ID by MSAL: no ORM.

The AADSTS numbers are those of "Microsoft Entra authentication and authorization error
codes".
"""

import logging
import re
import warnings
from contextlib import contextmanager
from typing import NamedTuple

import requests
from msal import ConfidentialClientApplication, SerializableTokenCache
from msal.exceptions import MsalError

from odoo.tools.translate import LazyTranslate

from odoo.addons.connector_cloud.exceptions import AuthorizationLost, RetryLater
from odoo.addons.connector_cloud.transfer.http_errors import with_code

from .national_clouds import NationalCloud

_lt = LazyTranslate(__name__)

# It would write whatever a proxy answered instead of the sign-in service.
logging.getLogger("msal.oauth2cli.oauth2").setLevel(logging.CRITICAL)
# A form that Microsoft's page posts here would come without Odoo's session cookie.
warnings.filterwarnings("ignore", "response_mode='form_post'", UserWarning)

REFUSALS = {
    50011: _lt(
        "Microsoft does not know this redirect URL. Copy it from the backend to the "
        "redirect URIs of the application (platform Web), then press Connect."
    ),
    50020: _lt(
        "This user does not belong to the tenant. Sign in with another one, or "
        "enter the user's tenant on the backend."
    ),
    50034: _lt(
        "Microsoft does not know this user in the tenant. Press Connect and sign in "
        "again."
    ),
    50055: _lt(
        "The password of the account has expired. Change it, then press Connect."
    ),
    50057: _lt("The account is disabled. Enable it or sign in with another one."),
    50076: _lt("Microsoft asks for a second factor. Press Connect and sign in again."),
    50079: _lt(
        "Microsoft asks the account to set up a second factor. Press Connect and sign "
        "in again."
    ),
    50105: _lt(
        "The account is not assigned to the application. Assign it under Enterprise "
        "applications, then press Connect."
    ),
    50158: _lt(
        "Microsoft asks for another proof of the account. Press Connect and sign in "
        "again."
    ),
    50173: _lt(
        "The password was changed or the access was taken back. Press Connect and sign "
        "in again."
    ),
    50194: _lt(
        "The application is not open to other tenants. Enter the ID of its own "
        "tenant on the backend, then press Connect."
    ),
    53003: _lt(
        "A Conditional Access policy blocks the sign-in. Ask an administrator of "
        "Microsoft Entra to allow this application."
    ),
    54005: _lt("This sign-in was used already. Press Connect and sign in again."),
    65001: _lt(
        "Nobody has consented to the permissions yet, or the consent was taken "
        "back. Grant admin consent under API permissions, then press Connect."
    ),
    65004: _lt(
        "Microsoft was told not to give access. Press Connect again and accept what "
        "Odoo asks for."
    ),
    70008: _lt(
        "The sign-in took too long, or its time has run out. Press Connect and sign in "
        "again."
    ),
    90002: _lt(
        "Microsoft does not know this tenant. Check the tenant and the cloud on the "
        "backend, then press Connect."
    ),
    700016: _lt(
        "The tenant does not know this application. Check the client ID and the "
        "tenant on the backend, then press Connect."
    ),
    700024: _lt("The clock of this server differs from Microsoft's. Set it right."),
    700027: _lt(
        "Microsoft does not know this certificate. Upload it under Certificates & "
        "secrets and compare the thumbprint, then press Connect."
    ),
    700082: _lt(
        "The access has expired because it was not used for 90 days. Press Connect and "
        "sign in again."
    ),
    7000112: _lt(
        "The application is disabled in the tenant. Enable it under Enterprise "
        "applications, then press Connect."
    ),
    7000215: _lt(
        "The client secret is wrong. Copy the value of the secret, not its ID, "
        "to the backend, then press Connect."
    ),
    7000222: _lt(
        "The client secret has expired. Create a new one under Certificates & "
        "secrets, copy its value to the backend, then press Connect."
    ),
}
TRANSIENT = {90033, 90006, 90036, 50196}
WAIT_SECONDS = 60


class Application(NamedTuple):
    """An application registration and what is asked for.

    ``credential`` is the secret, or MSAL's dict of a certificate; ``scopes`` are the
    delegated permissions, None when the application acts for itself.
    """

    cloud: NationalCloud
    tenant: str
    client_id: str
    credential: str | dict
    scopes: tuple | None = None


class Grant(NamedTuple):
    """Tokens: ``cache`` is MSAL's, with the refresh token, or None."""

    access_token: str
    expires_in: int
    cache: str | None = None


def start(application, session, redirect_uri, state):
    """Begin the sign-in of a person.

    :param session: :class:`~.microsoft_session.MicrosoftSession`
    :return: MSAL's flow: a dict to keep on the server; ``auth_uri`` is the page to
        visit
    """
    with _translated():
        msal = _msal(application, session, None)
        return msal.initiate_auth_code_flow(
            list(application.scopes),
            redirect_uri=redirect_uri,
            state=state,
            prompt="select_account",
        )


def finish(application, session, flow, answer):
    """Take what the sign-in page sent back.

    :param flow: as :func:`start` gave it
    :param answer: dict of the parameters that the browser brought
    :return: :class:`Grant`
    :raise AuthorizationLost: Microsoft, or the person, refused
    """
    cache = SerializableTokenCache()
    with _translated():
        msal = _msal(application, session, cache)
        result = msal.acquire_token_by_auth_code_flow(flow, answer)
    return _grant(result, cache)


def renew(application, session, serialized):
    """Get a new access token: for the person of the cache, or the application itself.

    :param serialized: the cache of the last :class:`Grant`; not needed for the latter
    :return: :class:`Grant`; Microsoft sends a new refresh token every time
    :raise AuthorizationLost: a person has to connect again
    """
    if application.scopes is None:
        with _translated():
            everything = f"https://{application.cloud.graph}/.default"
            msal = _msal(application, session, None)
            result = msal.acquire_token_for_client([everything])
        return _grant(result, None)
    cache = SerializableTokenCache()
    cache.deserialize(serialized)
    with _translated():
        msal = _msal(application, session, cache)
        account = next(iter(msal.get_accounts()), None)
        result = msal.acquire_token_silent_with_error(
            list(application.scopes), account, force_refresh=True
        )
    return _grant(result, cache)


def _msal(application, session, cache):
    authority = f"https://{application.cloud.login}/{application.tenant}"
    try:
        return ConfidentialClientApplication(
            application.client_id,
            client_credential=application.credential,
            authority=authority,
            token_cache=cache,
            http_client=session,
            # The authority is one of ours, not one that somebody typed.
            instance_discovery=False,
        )
    except ValueError as error:
        # All that MSAL says about a tenant without an openid document.
        raise AuthorizationLost(REFUSALS[90002]) from error


@contextmanager
def _translated():
    try:
        yield
    except (requests.RequestException, MsalError) as error:
        raise RetryLater(
            _lt(
                "Microsoft's sign-in service could not be reached or is busy. Try "
                "again in some minutes."
            ),
            WAIT_SECONDS,
        ) from error
    except (ValueError, KeyError, RuntimeError) as error:
        # MSAL's words for answers that do not fit the question.
        raise AuthorizationLost(
            _lt(
                "Microsoft's answer to the sign-in makes no sense. Press Connect and "
                "sign in again."
            )
        ) from error


def _grant(result, cache):
    if not result:
        raise AuthorizationLost(
            _lt("The backend is not connected. Press Connect and sign in again.")
        )
    if "access_token" not in result:
        raise _refusal(result)
    serialized = cache and cache.serialize()
    return Grant(result["access_token"], int(result["expires_in"]), serialized)


def _refusal(result):
    """:return: the exception for an error of the sign-in service"""
    description = result.get("error_description") or ""
    numbers = result.get("error_codes") or re.findall(r"AADSTS(\d+)", description)
    numbers = [int(number) for number in numbers]
    if result.get("error") == "temporarily_unavailable" or TRANSIENT & set(numbers):
        return RetryLater(
            _lt("Microsoft's sign-in service is busy. Try again in some minutes."),
            WAIT_SECONDS,
        )
    for number in numbers:
        if number in REFUSALS:
            return AuthorizationLost(with_code(REFUSALS[number], f"AADSTS{number}"))
    if result.get("error") == "access_denied":
        return AuthorizationLost(REFUSALS[65004])
    told = description.partition(" Trace ID")[0].rstrip(". ") or result.get("error")
    return AuthorizationLost(
        _lt("Microsoft refuses the sign-in: %s. Press Connect and sign in again.", told)
    )
