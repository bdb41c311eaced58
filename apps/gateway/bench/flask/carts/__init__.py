import os

from flask import Blueprint

app_carts = Blueprint(
    "carts",
    __name__,
    template_folder="templates",
    static_folder=os.path.join(os.environ["SHOP"], "packages/carts/static"),
)

from . import views  # noqa: E402, F401
