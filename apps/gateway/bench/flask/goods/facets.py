import os
from collections import Counter

from models import db

with open(os.path.join(os.environ["SHOP"], "apps/gateway/bench/facets.sql"), encoding="utf-8") as file:
    COUNT = db.text(file.read())
# Where ranges of prices end.
BOUNDS = (200, 500, 1_000, 2_000, 5_000, 10_000, 50_000)


def count_facets():
    """What the goods can be narrowed by: with each page, since the shop does so of at most a thousand."""
    rows = db.session.execute(COUNT).all()
    categories, countries, bands = Counter(), Counter(), Counter()
    for row in rows:
        categories[row.category] += row.goods
        countries[row.country] += row.goods
        bands[row.band] += row.goods
    return {
        "categories": [{"slug": slug, "count": count} for slug, count in categories.most_common()],
        "in_stock": sum(row.in_stock for row in rows),
        "vegan": sum(row.vegan for row in rows),
        "organic": sum(row.organic for row in rows),
        "countries": [
            {"country": country, "count": count} for country, count in countries.most_common() if country
        ],
        "prices": [
            {
                "from": BOUNDS[band - 1] if band > 0 else 0,
                "to": BOUNDS[band] - 1 if band < len(BOUNDS) else None,
                "count": count,
            }
            for band, count in sorted(bands.items())
        ],
    }
