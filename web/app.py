"""The pages of one office as an ASGI application."""

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from office import Office
from web import errors, health, overview, tasks
from web.guards import loopback_only
from web.headers import Headers
from web.rendering import STATIC


def build(office: Office) -> FastAPI:
    """Build the pages. They read only, and answer this machine only, until there are accounts."""
    app = FastAPI(title="学普", openapi_url=None, dependencies=[Depends(loopback_only)])
    app.state.office = office
    errors.install(app)
    app.add_middleware(Headers)
    for room in (overview, tasks, health):
        app.include_router(room.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app
