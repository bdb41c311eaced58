-- What the list of goods can be narrowed by, as packages/goods/src/search/count-facets.ts counts it with each page.
SELECT c.slug AS category, counted.country, counted.band, counted.goods, counted.in_stock, counted.vegan, counted.organic
FROM (
  SELECT g.category_id, g.country,
    CASE WHEN g.price < 200 THEN 0 WHEN g.price < 500 THEN 1 WHEN g.price < 1000 THEN 2 WHEN g.price < 2000 THEN 3
      WHEN g.price < 5000 THEN 4 WHEN g.price < 10000 THEN 5 WHEN g.price < 50000 THEN 6 ELSE 7 END AS band,
    count(*)::int AS goods,
    count(CASE WHEN g.available THEN 1 END)::int AS in_stock, count(CASE WHEN g.vegan THEN 1 END)::int AS vegan,
    count(g.organic_code)::int AS organic
  FROM goods g WHERE g.published = TRUE GROUP BY g.category_id, g.country, band
) AS counted JOIN categories c ON c.id = counted.category_id ORDER BY c.position, counted.band, counted.country
