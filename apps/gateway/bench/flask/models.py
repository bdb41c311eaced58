from datetime import datetime

from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()
# The most of one good in one cart.
CEILING = 99


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
    alt = db.Column(db.String(160))


class GoodFacts(db.Model):
    __tablename__ = "good_facts"
    good_id = db.Column(db.Integer, db.ForeignKey("goods.id"), primary_key=True)
    language = db.Column(db.String(16), primary_key=True)
    legal_name = db.Column(db.String(200))
    ingredients = db.Column(db.Text)
    origin = db.Column(db.String(200))
    storage = db.Column(db.String(500))
    instructions = db.Column(db.Text)
    producer = db.Column(db.String(500))


class GoodNutrition(db.Model):
    __tablename__ = "good_nutrition"
    good_id = db.Column(db.Integer, db.ForeignKey("goods.id"), primary_key=True)
    basis = db.Column(db.String)
    energy_kj = db.Column(db.Integer)
    energy_kcal = db.Column(db.Integer)
    fat = db.Column(db.Integer)
    saturates = db.Column(db.Integer)
    carbohydrate = db.Column(db.Integer)
    sugars = db.Column(db.Integer)
    protein = db.Column(db.Integer)
    salt = db.Column(db.Integer)
    alcohol = db.Column(db.Integer)


class GoodAllergen(db.Model):
    __tablename__ = "good_allergens"
    good_id = db.Column(db.Integer, db.ForeignKey("goods.id"), primary_key=True)
    allergen = db.Column(db.String, primary_key=True)
    traces = db.Column(db.Boolean)


class Review(db.Model):
    __tablename__ = "reviews"
    id = db.Column(db.Integer, primary_key=True)
    good_id = db.Column(db.Integer, db.ForeignKey("goods.id"))
    stars = db.Column(db.Integer)
    title = db.Column(db.String(80))
    text = db.Column(db.String(2000))
    signature = db.Column(db.String(50))
    language = db.Column(db.String(35))
    # An enum in the database.
    status = db.Column(db.Enum("waiting", "approved", "rejected", name="ReviewStatus"))
    written_at = db.Column(db.DateTime)


class Good(db.Model):
    __tablename__ = "goods"
    id = db.Column(db.Integer, primary_key=True)
    slug = db.Column(db.String(80), unique=True)
    name = db.Column(db.String(120))
    unit = db.Column(db.String(40))
    price = db.Column(db.Integer)
    currency = db.Column(db.String(3))
    regular_price = db.Column(db.Integer)
    prior_price = db.Column(db.Integer)
    deposit = db.Column(db.Integer)
    content = db.Column(db.Integer)
    content_unit = db.Column(db.String)
    drained = db.Column(db.Integer)
    description = db.Column(db.Text)
    weighed = db.Column(db.Boolean)
    vegan = db.Column(db.Boolean)
    grade = db.Column(db.String)
    organic_code = db.Column(db.String(16))
    season = db.Column(db.Integer)
    published = db.Column(db.Boolean)
    available = db.Column(db.Boolean)
    picture = db.column_property(
        db.select("/pictures/" + GoodPicture.picture)
        .where(GoodPicture.good_id == id, GoodPicture.position == 1)
        .scalar_subquery()
    )
    category_id = db.Column(db.Integer, db.ForeignKey("categories.id"))
    category = db.relationship(Category)
    facts = db.relationship(
        GoodFacts,
        primaryjoin=db.and_(GoodFacts.good_id == id, GoodFacts.language == "en"),
        uselist=False,
        viewonly=True,
    )
    nutrition = db.relationship(GoodNutrition, uselist=False)
    allergens = db.relationship(GoodAllergen, order_by=GoodAllergen.allergen)
    pictures = db.relationship(GoodPicture, order_by=GoodPicture.position)
    level = db.relationship(StockLevel, uselist=False, lazy="joined", innerjoin=True)

    @property
    def stock(self):
        return self.level.on_hand

    @property
    def backorder(self):
        return self.level.backorder

    @property
    def most_in_cart(self):
        return CEILING if self.backorder else min(self.stock, CEILING)

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
    *("id", "slug", "name", "unit", "price", "currency", "regular_price", "prior_price", "deposit"),
    *("content", "content_unit", "drained", "picture", "stock", "backorder"),
)
# What the page of a good has beside it.
DETAILS = tuple(
    getattr(Good, name) for name in ("description", "weighed", "vegan", "grade", "organic_code", "season")
)


class RelatedGood(db.Model):
    __tablename__ = "related_goods"
    good_id = db.Column(db.Integer, db.ForeignKey("goods.id"), primary_key=True)
    kind = db.Column(db.String, primary_key=True)
    place = db.Column(db.Integer, primary_key=True)
    related_id = db.Column(db.Integer, db.ForeignKey("goods.id"))
    related = db.relationship(Good, foreign_keys=related_id)


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
