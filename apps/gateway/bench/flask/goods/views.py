from flask import abort, jsonify, render_template, request
from sqlalchemy.orm import defer, joinedload

from models import Category, Good

from . import app_goods

PAGE_SIZE = 24


@app_goods.route("", strict_slashes=False)
def list_goods():
    categories = Category.query.order_by(Category.position).all()
    return render_template("goods/list.html", found=find_page(), categories=categories)


@app_goods.route("/get_goods")
def get_goods():
    found = find_page()
    return jsonify(
        goods=[good.summary() for good in found.items], total=found.total, page=found.page, pages=found.pages
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
