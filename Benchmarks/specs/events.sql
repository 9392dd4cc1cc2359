-- The table every contender loads events into.
CREATE TABLE events (
    id INTEGER,
    type TEXT,
    at TEXT,
    user_id INTEGER,
    user_name TEXT,
    amount REAL,
    active INTEGER,
    sku TEXT,
    note TEXT
);
