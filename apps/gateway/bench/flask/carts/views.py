from uuid import uuid4

from flask import abort, current_app, jsonify, render_template, request, session
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import contains_eager, defer

from models import CEILING, DETAILS, Cart, CartLine, DeliveryMethod, Good, db

from . import app_carts

# Those of a shop whose settings name an account.
PAYMENTS = ["Bank transfer", "Pay on delivery"]


@app_carts.route("", strict_slashes=False)
def show():
    cart = find_cart(session.get("cart_id"))
    delivery = list_delivery() if cart["lines"] else []
    hints = hints_at(delivery, cart["total"])
    return render_template(
        "carts/show.html", hints=hints, delivery=delivery, payments=PAYMENTS, **cart
    )


@app_carts.route("/lines", methods=["POST"])
def add():
    wanted = request.get_json()
    good_id, quantity = wanted.get("good"), wanted.get("quantity", 1)
    if not isinstance(good_id, int) or not isinstance(quantity, int) or not 1 <= quantity <= CEILING:
        abort(400)
    cart_id = session.setdefault("cart_id", str(uuid4()))
    add_line(cart_id, good_id, quantity)
    cart = find_cart(cart_id)
    lines = [{**line, "good": line["good"].summary()} for line in cart["lines"]]
    return jsonify(lines=lines, count=cart["count"], total=cart["total"], currency=cart["currency"])


def find_cart(cart_id):
    lines = []
    if cart_id is not None:
        lines = (
            CartLine.query.join(CartLine.good)
            .options(contains_eager(CartLine.good).options(*map(defer, DETAILS)))
            .filter(CartLine.cart_id == cart_id, Good.published)
            .order_by(CartLine.added_at, CartLine.good_id)
            .all()
        )
    return {
        "lines": [
            {"good": line.good, "quantity": line.quantity, "total": line.quantity * (line.good.price + line.good.deposit)}
            for line in lines
        ],
        "count": sum(line.quantity for line in lines),
        "total": sum(line.quantity * (line.good.price + line.good.deposit) for line in lines),
        "currency": "EUR",
    }


def hints_at(methods, total):
    money = current_app.jinja_env.filters["price"]
    cheapest = min((method.min_total or 0 for method in methods), default=0)
    if cheapest > total:
        return [f"We deliver from {money(cheapest)}: {money(cheapest - total)} to go."]
    free = [method for method in methods if method.price > 0 and (method.free_from or 0) > total]
    if not free:
        return []
    nearest = min(free, key=lambda method: method.free_from)
    return [f"{money(nearest.free_from - total)} to free delivery: {nearest.name}."]


def list_delivery():
    return (
        DeliveryMethod.query.filter_by(active=True).order_by(DeliveryMethod.position, DeliveryMethod.id).all()
    )


def add_line(cart_id, good_id, quantity):
    opened = insert(Cart).values(id=cart_id)
    db.session.execute(opened.on_conflict_do_update(index_elements=["id"], set_={"id": opened.excluded.id}))
    good = Good.query.options(*map(defer, DETAILS)).filter_by(id=good_id, published=True).first()
    most = good.most_in_cart if good else 0
    if most == 0:
        db.session.rollback()
        abort(404)
    line = insert(CartLine).values(cart_id=cart_id, good_id=good_id, quantity=min(quantity, most))
    most_of_both = db.func.least(CartLine.quantity + line.excluded.quantity, most)
    db.session.execute(
        line.on_conflict_do_update(index_elements=["cart_id", "good_id"], set_={"quantity": most_of_both})
    )
    db.session.commit()
