from flask import abort, jsonify, render_template, request, session, url_for
from sqlalchemy.orm import contains_eager, defer, joinedload, selectinload

from carts.views import find_cart
from models import DETAILS, Category, Good, RelatedGood, Review, db

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
    cart = find_cart(session.get("cart_id"))
    return render_template(
        "goods/list.html",
        found=found,
        facets=facets,
        countries=COUNTRIES,
        categories=categories,
        quantities={line["good"].id: line["quantity"] for line in cart["lines"]},
        count=cart["count"],
        total=cart["total"],
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
    good = (
        Good.query.options(
            *(joinedload(one) for one in (Good.category, Good.facts, Good.nutrition)),
            *(selectinload(all) for all in (Good.allergens, Good.pictures)),
        )
        .filter_by(slug=slug, published=True)
        .first()
    )
    if good is None:
        abort(404)
    return render_template(
        "goods/show.html",
        good=good,
        related=find_related(good),
        rating=find_rating(good),
        reviews=find_reviews(good),
    )


def find_related(good):
    """What is ordered with a good, where there is enough of that, else goods of its category."""
    rows = (
        RelatedGood.query.join(RelatedGood.related)
        .options(contains_eager(RelatedGood.related).options(*map(defer, DETAILS)))
        .filter(RelatedGood.good_id == good.id, Good.published, Good.available)
        .order_by(RelatedGood.kind, RelatedGood.place)
        .all()
    )
    is_sold_out = good.stock == 0 and not good.backorder
    together = [] if is_sold_out else [row for row in rows if row.kind == "together"]
    kind = "together" if len(together) >= 3 else "alike"
    return {"kind": kind, "goods": [row.related for row in rows if row.kind == kind][:6]}


def find_rating(good):
    approved = Review.query.filter_by(good_id=good.id, status="approved")
    count, average = approved.with_entities(db.func.count(), db.func.avg(Review.stars)).one()
    return {"count": count, "average": average and round(float(average), 1)}


def find_reviews(good):
    """One more than is shown, which tells whether there are others."""
    approved = Review.query.filter_by(good_id=good.id, status="approved")
    return approved.order_by(Review.id.desc()).limit(6).all()


def find_page():
    page = request.args.get("page", 1, type=int)
    goods = Good.query.options(*map(defer, DETAILS)).filter_by(published=True).order_by(Good.name, Good.id)
    return goods.paginate(page=page, per_page=PAGE_SIZE)
