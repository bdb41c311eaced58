from datetime import datetime

from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Category(db.Model):
    __tablename__ = "categories"
    id = db.Column(db.Integer, primary_key=True)
    slug = db.Column(db.String(64), unique=True)
    name = db.Column(db.String(64))
    position = db.Column(db.Integer)


class StockLevel(db.Model):
    __tablename__ = "stock_levels"
    good_id = db.Column(db.Integer, db.ForeignKey("goods.id"), primary_key=True)
    on_hand = db.Column(db.Integer)
    backorder = db.Column(db.Boolean)


class GoodPicture(db.Model):
    __tablename__ = "good_pictures"
    good_id = db.Column(db.Integer, db.ForeignKey("goods.id"), primary_key=True)
    position = db.Column(db.Integer, primary_key=True)
    picture = db.Column(db.String(120))


class Good(db.Model):
    __tablename__ = "goods"
    id = db.Column(db.Integer, primary_key=True)
    slug = db.Column(db.String(80), unique=True)
    name = db.Column(db.String(120))
    unit = db.Column(db.String(40))
    price = db.Column(db.Integer)
    currency = db.Column(db.String(3))
    deposit = db.Column(db.Integer)
    content = db.Column(db.Integer)
    content_unit = db.Column(db.String)
    drained = db.Column(db.Integer)
    description = db.Column(db.Text)
    vegan = db.Column(db.Boolean)
    picture = db.column_property(
        db.select("/pictures/" + GoodPicture.picture)
        .where(GoodPicture.good_id == id, GoodPicture.position == 1)
        .scalar_subquery()
    )
    category_id = db.Column(db.Integer, db.ForeignKey("categories.id"))
    category = db.relationship(Category)
    level = db.relationship(StockLevel, uselist=False, lazy="joined", innerjoin=True)

    @property
    def stock(self):
        return self.level.on_hand

    @property
    def backorder(self):
        return self.level.backorder

    def summary(self):
        return {name: getattr(self, name) for name in SUMMARY}

    @property
    def base_price(self):
        if not self.content:
            return None
        size, per = {"g": (1000, "kg"), "ml": (1000, "l"), "piece": (1, "piece")}[self.content_unit]
        units = self.drained or self.content
        amount = (2 * self.price * size + units) // (2 * units)
        return None if amount == self.price else (amount, per)


SUMMARY = (
    *("id", "slug", "name", "unit", "price", "currency", "deposit", "content", "content_unit", "drained"),
    *("picture", "stock", "backorder"),
)


class DeliveryMethod(db.Model):
    __tablename__ = "delivery_methods"
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))
    price = db.Column(db.Integer)
    free_from = db.Column(db.Integer)
    min_total = db.Column(db.Integer)
    position = db.Column(db.Integer)
    active = db.Column(db.Boolean)


class Cart(db.Model):
    __tablename__ = "carts"
    id = db.Column(db.String(36), primary_key=True)


class CartLine(db.Model):
    __tablename__ = "cart_lines"
    cart_id = db.Column(db.String(36), db.ForeignKey("carts.id"), primary_key=True)
    good_id = db.Column(db.Integer, db.ForeignKey("goods.id"), primary_key=True)
    quantity = db.Column(db.Integer)
    added_at = db.Column(db.DateTime, default=datetime.utcnow)
    good = db.relationship(Good)
