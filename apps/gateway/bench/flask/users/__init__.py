import os

from flask import Blueprint

app_users = Blueprint(
    "users",
    __name__,
    template_folder="templates",
    static_folder=os.path.join(os.environ["SHOP"], "packages/users/static"),
)

from . import views  # noqa: E402, F401
