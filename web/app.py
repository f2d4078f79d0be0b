"""The pages of one office as an ASGI application."""

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from office import Office
from web import errors, feeds, health, overview, receipts, tasks
from web.guards import loopback_only
from web.headers import Headers
from web.rendering import STATIC


def build(office: Office) -> FastAPI:
    """Build the pages. They read only, and answer this machine only, until there are accounts.

    What a secret in the address opens is asked for from elsewhere: calendars, and receipts of gateways.
    """
    app = FastAPI(title="学普", openapi_url=None)
    app.state.office = office
    errors.install(app)
    app.add_middleware(Headers)
    for room in (overview, tasks, health):
        app.include_router(room.router, dependencies=[Depends(loopback_only)])
    for room in (feeds, receipts):
        app.include_router(room.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app
