"""People: accounts, sign-in by personal link, sessions that can be revoked."""

from app.people.commands import (
    SignInSecret,
    end_sessions,
    issue_link,
    register_person,
    revoke_links,
    sign_in,
    sign_out,
)
from app.people.session import (
    SignedIn,
    SignedInPerson,
    cookie_name,
    live_sign_ins,
    person_of_cookie,
    sign_in_of,
)
from app.people.tables import Person

__all__ = [
    "Person",
    "SignInSecret",
    "SignedIn",
    "SignedInPerson",
    "cookie_name",
    "end_sessions",
    "issue_link",
    "live_sign_ins",
    "person_of_cookie",
    "register_person",
    "revoke_links",
    "sign_in",
    "sign_in_of",
    "sign_out",
]
