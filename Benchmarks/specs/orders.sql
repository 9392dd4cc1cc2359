-- The table every contender loads orders into.
CREATE TABLE orders (
    id INTEGER,
    customer_id INTEGER,
    sku TEXT,
    quantity INTEGER,
    unit_price REAL,
    discount REAL,
    status TEXT,
    ordered_at TEXT,
    city TEXT,
    note TEXT
);
