from flask import abort, jsonify, render_template, request, url_for
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
        goods=[good.summary() for good in found.items],
        total=found.total,
        more=False,
        page=found.page,
        pages=found.pages,
        previous=url_for(".get_goods", page=found.prev_num) if found.has_prev else None,
        next=url_for(".get_goods", page=found.next_num) if found.has_next else None,
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
