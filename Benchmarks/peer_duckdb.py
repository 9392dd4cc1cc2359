"""Loads the benchmark's CSV by DuckDB into SQLite: peer_duckdb.py INPUT.csv.gz DATABASE"""

import sys
from pathlib import Path

import duckdb

database = duckdb.connect(config={"allow_unsigned_extensions": True})
# The extension comes as a package of its own; where it lies depends on its version.
packaged = next((path for folder in sys.path for path in Path(folder).glob(
    "duckdb_extension*/**/sqlite_scanner.duckdb_extension")), None)
if packaged is None:
    sys.exit("the package duckdb-extension-sqlite-scanner is missing; `make bench-peers` fetches it")
database.execute(f"LOAD '{packaged}'")
database.execute(f"ATTACH '{sys.argv[2]}' AS target (TYPE sqlite)")
database.execute("""
    INSERT INTO target.orders SELECT * FROM read_csv(?, header = true, columns = {
        'id': 'BIGINT', 'customer_id': 'BIGINT', 'sku': 'VARCHAR', 'quantity': 'BIGINT', 'unit_price': 'DOUBLE',
        'discount': 'DOUBLE', 'status': 'VARCHAR', 'ordered_at': 'VARCHAR', 'city': 'VARCHAR', 'note': 'VARCHAR'})
""", [sys.argv[1]])
database.close()
