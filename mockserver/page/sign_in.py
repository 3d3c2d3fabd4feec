"""Where a control token is set, the browser shows it once and keeps it in a cookie that no script can read."""

from urllib.parse import quote, unquote

from flask import Response, make_response, redirect, render_template, request

from mockserver.page.door import Door

__all__ = ["is_signed_in", "sign_in"]

_COOKIE = "klingmock-control-token"
_HOME = "/_mock/"


def is_signed_in(door: Door) -> bool:
    """Whether the browser has shown the control token, or none is needed."""
    return door.admits(unquote(request.cookies.get(_COOKIE, "")))


def sign_in(door: Door) -> Response:
    """Ask for the control token, and remember a right one."""
    if request.method != "POST":
        return make_response(render_template("page/sign_in.html", wrong=False, world=None, view=None))
    token = request.form.get("token", "")
    if not door.admits(token):
        return make_response(render_template("page/sign_in.html", wrong=True, world=None, view=None), 403)
    response = make_response(redirect(_way_on(request.args.get("to", "")), 303))
    response.set_cookie(_COOKIE, quote(token, safe=""), path=_HOME, httponly=True, samesite="Strict")
    return response


def _way_on(to: str) -> str:
    # Only back into the page: an address of elsewhere would lead people astray.
    return to if to.startswith(_HOME) and "\\" not in to else _HOME
