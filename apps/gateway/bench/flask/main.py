"""The course note's own stack: blueprints, Flask-SQLAlchemy, gunicorn. The shop's tables, and the routes that are measured.

The session is Flask's own, a signed cookie: it costs no query, where the shop's sessions are in the database.
"""
import os
from functools import cache
from urllib.parse import urlsplit, urlunsplit

from flask import Flask

from carts import app_carts
from goods import app_goods
from models import Category, db
from users import app_users


@cache
def remember_categories():
    return [
        {"slug": category.slug, "name": category.name}
        for category in Category.query.order_by(Category.position)
    ]


def create_app():
    app = Flask(__name__, static_folder=os.path.join(os.environ["SHOP"], "apps/gateway/static"))
    app.config["SQLALCHEMY_DATABASE_URI"] = urlunsplit(
        urlsplit(os.environ["DATABASE_URL"])._replace(scheme="postgresql")
    )
    app.config["SECRET_KEY"] = "of a measurement"
    # The field order of the shop's JSON.
    app.json.sort_keys = False
    app.jinja_env.globals["legal_pages"] = [
        ("imprint", "Imprint"),
        ("terms", "Terms"),
        ("privacy", "Privacy"),
        ("withdrawal", "Right to withdraw"),
        ("accessibility", "Accessibility"),
    ]
    app.jinja_env.globals["categories_of_shop"] = remember_categories
    app.jinja_env.filters["price"] = lambda cents: f"€{cents / 100:,.2f}"
    db.init_app(app)
    app.register_blueprint(app_users, url_prefix="/users")
    app.register_blueprint(app_goods, url_prefix="/goods")
    app.register_blueprint(app_carts, url_prefix="/carts")
    return app


app = create_app()
