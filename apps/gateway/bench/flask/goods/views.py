from flask import abort, jsonify, render_template, request, url_for
from sqlalchemy.orm import defer, joinedload

from models import Category, Good

from . import app_goods
from .facets import count_facets

PAGE_SIZE = 24
# Python has no names of countries. Those of the goods.
COUNTRIES = {
    **{"AT": "Austria", "CO": "Colombia", "DE": "Germany", "EC": "Ecuador", "ES": "Spain", "FR": "France"},
    **{"GR": "Greece", "IT": "Italy", "KR": "South Korea", "LT": "Lithuania", "NL": "Netherlands", "PE": "Peru"},
    "PL": "Poland",
}


@app_goods.route("", strict_slashes=False)
def list_goods():
    categories = Category.query.order_by(Category.position).all()
    found, facets = find_page(), count_facets()
    return render_template(
        "goods/list.html", found=found, facets=facets, countries=COUNTRIES, categories=categories
    )


@app_goods.route("/get_goods")
def get_goods():
    found = find_page()
    return jsonify(
        goods=[good.summary() for good in found.items],
        total=found.total,
        more=False,
        page=found.page,
        pages=found.pages,
        previous=url_for(".get_goods", page=found.prev_num) if found.has_prev else None,
        next=url_for(".get_goods", page=found.next_num) if found.has_next else None,
        did_you_mean=None,
        facets=count_facets(),
    )


@app_goods.route("/<slug>")
def show(slug):
    good = Good.query.options(joinedload(Good.category)).filter_by(slug=slug).first()
    if good is None:
        abort(404)
    return render_template("goods/show.html", good=good)


def find_page():
    page = request.args.get("page", 1, type=int)
    goods = Good.query.options(defer(Good.description)).order_by(Good.name, Good.id)
    return goods.paginate(page=page, per_page=PAGE_SIZE)
