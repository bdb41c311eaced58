import os

from flask import Blueprint

app_goods = Blueprint(
    "goods",
    __name__,
    template_folder="templates",
    static_folder=os.path.join(os.environ["SHOP"], "packages/goods/static"),
)

from . import views  # noqa: E402, F401
