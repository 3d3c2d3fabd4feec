"""The page's routes, all under ``/_mock/ui`` but for ``/_mock/``: they find a view, ask it, and fill its template."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flask import (
    Blueprint,
    Response,
    redirect,
    render_template,
    request,
    send_from_directory,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, NotFound

from mockserver.core.problem import ProblemError
from mockserver.page.door import Door
from mockserver.page.filters import FILTERS
from mockserver.page.news import event_stream
from mockserver.page.sign_in import is_signed_in, sign_in
from mockserver.page.strings import DONE, TEXTS, VIEW_TITLES
from mockserver.page.view import View
from mockserver.page.views import VIEWS
from mockserver.page.visit import RefusedError, Visit

__all__ = ["make_page"]

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer, forms would come from nowhere
    "Cross-Origin-Opener-Policy": "same-origin",
}
_OVERVIEW = "overview"
_STATIC = Path(__file__).parent / "static"


def make_page(door: Door) -> Blueprint:
    """Make the page, to be registered with an app."""
    page = Blueprint("page", __name__, template_folder="templates")
    page.add_url_rule("/_mock/", view_func=lambda: _entrance(door), endpoint="entrance")
    page.add_url_rule("/_mock/ui/static/<path:name>", view_func=_static, endpoint="static")
    page.add_url_rule("/_mock/ui/sign-in", view_func=lambda: sign_in(door), endpoint="sign_in", methods=["GET", "POST"])
    page.add_url_rule("/_mock/ui/playground", view_func=lambda: _playground(door), endpoint="playground")
    page.add_url_rule("/_mock/ui/<world>/events", view_func=lambda world: _events(door, world), endpoint="events")
    for address in ("/_mock/ui/<world>/<name>", "/_mock/ui/<world>/<name>/<path:item>"):
        page.add_url_rule(
            address,
            view_func=lambda world, name, item="": _answer(door, world, name, item),
            endpoint="view" if address.endswith("<name>") else "item",
            methods=["GET", "POST"],
        )
    page.add_url_rule("/_mock/ui/<path:_>", view_func=_nowhere, endpoint="nowhere")
    page.before_request(lambda: _guard(door))
    page.after_request(_with_headers)
    page.register_error_handler(ProblemError, lambda error: _refused(error.problem.status, error.problem.detail))
    page.register_error_handler(RefusedError, lambda error: _refused(error.status, error.detail))
    page.register_error_handler(HTTPException, lambda error: _refused(error.code or 500, error.description or ""))
    page.context_processor(lambda: {"t": TEXTS, "titles": VIEW_TITLES, "views": VIEWS, "done": DONE})
    for name, made in FILTERS.items():
        page.add_app_template_filter(made, name)
    return page


def _guard(door: Door) -> ResponseReturnValue | None:
    door.check_origin(request)
    if request.endpoint in {"page.static", "page.sign_in"} or is_signed_in(door):
        return None
    return redirect(url_for("page.sign_in", to=request.full_path.rstrip("?")), 303)


def _with_headers(response: Response) -> Response:
    response.headers.extend({name: value for name, value in _HEADERS.items() if name not in response.headers})
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _static(name: str) -> Response:
    response = send_from_directory(_STATIC, name)
    # Asked for anew each time, answered 304 as long as it is the same: a new version shows at once.
    response.headers["Cache-Control"] = "no-cache"
    return response


def _entrance(door: Door) -> ResponseReturnValue:
    visit = Visit(door=door.ask, world="", query=request.args)
    worlds = visit.ask("list_worlds", query={"limit": 2})
    if worlds["total"] == 1:
        return redirect(url_for("page.view", world=worlds["worlds"][0]["id"], name=_OVERVIEW), 303)
    return _show(VIEWS["worlds"], visit)


def _playground(door: Door) -> ResponseReturnValue:
    # Also without a world: the first call of a server may well be made here.
    return _show(VIEWS["playground"], Visit(door=door.ask, world="", query=request.args))


def _events(door: Door, world: str) -> Response:
    Visit(door=door.ask, world=world).ask("get_world")
    stream: Iterator[str] = stream_with_context(event_stream(door.news(world)))
    return Response(stream, content_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _answer(door: Door, world: str, name: str, item: str) -> ResponseReturnValue:
    view = VIEWS.get(name)
    if view is None or (item and view.item is None):
        raise NotFound(f"there is no view {name[:64]!r}")
    visit = Visit(door=door.ask, world=world, item=item, query=request.args)
    return _act(view, visit) if request.method == "POST" else _show(view, visit)


def _act(view: View, visit: Visit) -> ResponseReturnValue:
    form = request.form.to_dict()
    act = view.acts.get(form.get("act", ""))
    if act is None:
        raise NotFound("there is no such act")
    try:
        done = act(visit, form)
    except RefusedError as error:
        return _show(view, visit, refused=error, form=form), error.status
    place: dict[str, Any] = {"world": visit.world, "name": view.name, "done": done}
    if visit.item:
        return redirect(url_for("page.item", item=visit.item, **place), 303)
    return redirect(url_for("page.view", **place), 303)


def _show(
    view: View, visit: Visit, *, refused: RefusedError | None = None, form: Mapping[str, str] | None = None
) -> str:
    load = view.item if visit.item and view.item else view.load
    shown: dict[str, Any] = {
        "view": view,
        "world": visit.ask("get_world") if visit.world else None,
        "query": visit.query,
        "item": visit.item,
        "refused": refused,
        "form": form or {},
        "base_url": request.host_url.rstrip("/"),
    }
    return render_template(f"page/{view.name}{'_item' if visit.item else ''}.html", **shown, **load(visit))


def _nowhere(_: str) -> ResponseReturnValue:
    raise NotFound("there is no such page")


def _refused(status: int, detail: str) -> ResponseReturnValue:
    return render_template("page/refused.html", status=status, detail=detail, world=None, view=None), status
