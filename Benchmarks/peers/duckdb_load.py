"""Loads orders (CSV) or events (NDJSON) by DuckDB into SQLite: duckdb_load.py orders|events INPUT.gz DATABASE"""

import sys
from pathlib import Path

import duckdb

INSERTS = {
    "orders": """
        INSERT INTO target.orders SELECT * FROM read_csv(?, header = true, columns = {
            'id': 'BIGINT', 'customer_id': 'BIGINT', 'sku': 'VARCHAR', 'quantity': 'BIGINT', 'unit_price': 'DOUBLE',
            'discount': 'DOUBLE', 'status': 'VARCHAR', 'ordered_at': 'VARCHAR', 'city': 'VARCHAR', 'note': 'VARCHAR'})
    """,
    "events": """
        INSERT INTO target.events
        SELECT id, "type", "at", "user".id, "user".name, amount, CAST(active AS BIGINT), sku, note
        FROM read_json(?, format = 'newline_delimited', columns = {
            'id': 'BIGINT', 'type': 'VARCHAR', 'at': 'VARCHAR', 'user': 'STRUCT(id BIGINT, name VARCHAR)',
            'amount': 'DOUBLE', 'active': 'BOOLEAN', 'sku': 'VARCHAR', 'note': 'VARCHAR'})
    """,
}

insert, source, target = INSERTS[sys.argv[1]], sys.argv[2], sys.argv[3]
database = duckdb.connect(config={"allow_unsigned_extensions": True})
# The extension comes as a package of its own; where it lies depends on its version.
packaged = next((path for folder in sys.path for path in Path(folder).glob(
    "duckdb_extension*/**/sqlite_scanner.duckdb_extension")), None)
if packaged is None:
    sys.exit("the package duckdb-extension-sqlite-scanner is missing; `make bench-peers` fetches it")
database.execute(f"LOAD '{packaged}'")
database.execute(f"ATTACH '{target}' AS target (TYPE sqlite)")
database.execute(insert, [source])
database.close()
