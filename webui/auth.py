"""In the making."""

from flask import Blueprint

blueprint = Blueprint("auth", __name__)
def install(app):  # type: ignore
    pass
