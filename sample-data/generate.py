#!/usr/bin/env python3
"""Writes the sample data of this folder: the same bytes on every machine, from a fixed seed.

    python3 sample-data/generate.py

Needs Python 3 and its standard library only. A file whose decoded content is already right is left alone, since
another version of zlib may pack the same bytes differently.
"""

import json
import struct
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ORDERS_HEADER = ["order_id", "customer_id", "sku", "Customer Name", "quantity", "unit_price", "status",
                 "ordered_at", "note", "country"]


class Dice:
    """SplitMix64 (Steele, Lea, Flood 2014). Python's own `random` may change between versions; this can't."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state + 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
        return (z ^ (z >> 31)) % limit

    def chance(self, percent):
        return self.below(100) < percent

    def pick(self, values):
        return values[self.below(len(values))]

    def weighted(self, pairs):
        """`pairs`: (value, weight), weights of any sum."""
        point = self.below(sum(weight for _, weight in pairs))
        for value, weight in pairs:
            if point < weight:
                return value
            point -= weight


FIRST_NAMES = ["Anna", "Björn", "Chloë", "Dmitri", "Esra", "Fatima", "Grzegorz", "Håkon", "Inés", "Jürgen", "Kwame",
               "Léa", "Mateo", "Nguyễn", "Olga", "Priya", "Quentin", "Ružena", "Seán", "Tomasz", "Ümit", "Wei",
               "Yūki", "Zoë", "Екатерина", "Νίκος", "美咲", "محمد"]
LAST_NAMES = ["Almeida", "Brontë", "Çelik", "D'Angelo", "Eriksson", "Fernández", "Groß", "Håland", "Ivanova", "Jansen",
              "Kowalczyk", "L’Écuyer", "Müller", "Nowak", "O'Brien", "Petrović", "Rossi", "Smith", "Tanaka", "Weiß"]
COMPANIES = ['Smith, Jones & Partners', 'Café "Zur Post"', 'Håland & Sønner, AS', 'The "Original" Bike Shop, Ltd.',
             'Müller GmbH & Co. KG', '株式会社 田中']
ADDRESSES = ["\nc/o Front Desk", "\nWarehouse 4, Gate B", '\nattn: "Receiving"']
NOTES = ["gift wrap", "leave at the door", "call first, please", "ring twice 🔔", 'label: "fragile"', "second attempt",
         "invoice to head office", "no substitutes; see\nprevious order"]
# Country and the offset of its shop's clock in minutes; the files mix zones, as files from several shops do.
COUNTRIES = [("DE", 60), ("FR", 60), ("PL", 60), ("GB", 0), ("IE", 0), ("US", -300), ("IN", 330), ("JP", 540)]


def timestamp(utc, offset_minutes, milliseconds=None):
    local = utc + timedelta(minutes=offset_minutes)
    text = local.strftime("%Y-%m-%dT%H:%M:%S")
    if milliseconds is not None:
        text += f".{milliseconds:03d}"
    if offset_minutes == 0:
        return text + "Z"
    sign = "-" if offset_minutes < 0 else "+"
    return f"{text}{sign}{abs(offset_minutes) // 60:02d}:{abs(offset_minutes) % 60:02d}"


def customer_name(dice):
    name = dice.pick(COMPANIES) if dice.chance(12) else f"{dice.pick(FIRST_NAMES)} {dice.pick(LAST_NAMES)}"
    if dice.chance(1):
        name += dice.pick(ADDRESSES)
    if dice.chance(3):
        name = f" {name} "  # typed by hand; the pipeline trims it
    return name


def order(dice, order_id, utc):
    country, offset = dice.pick(COUNTRIES)
    cents = dice.below(9_000) + 99 if dice.chance(90) else dice.below(400_000) + 10_000
    return [
        str(order_id),
        "1" if dice.below(400) == 0 else str(10_000 + dice.below(40_000)),  # 1 is the shop's own test account
        f"{dice.below(1_000_000):08d}",  # leading zeros are part of the article number
        customer_name(dice),
        str(dice.weighted([(1, 60), (2, 20), (3, 8), (5, 6), (10, 4), (48, 2)])),
        f"{cents // 100}.{cents % 100:02d}",
        dice.weighted([("N", 30), ("P", 35), ("S", 30), ("C", 5)]),
        timestamp(utc, offset, dice.below(1_000) if dice.chance(5) else None),
        dice.pick(NOTES) if dice.chance(20) else "",
        country,
    ]


def csv_field(text):
    if any(byte in text for byte in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def csv_line(fields):
    return ",".join(csv_field(field) for field in fields) + "\n"


def orders(day, rows, first_id, seed):
    dice = Dice(seed)
    midnight = datetime.fromisoformat(day).replace(tzinfo=timezone.utc)
    lines = [csv_line(ORDERS_HEADER)]
    for row in range(rows):
        utc = midnight + timedelta(seconds=row * 86_400 // rows)
        lines.append(csv_line(order(dice, first_id + row, utc)))
    return "".join(lines).encode()


def event(dice, event_id, utc):
    """Nested objects, keys that are not always there, arrays, integers beyond 2^53, text in many scripts."""
    kind = dice.weighted([("view", 60), ("search", 20), ("cart", 12), ("purchase", 6), ("heartbeat", 2)])
    record = {
        "id": event_id,
        "type": kind,
        "at": timestamp(utc, dice.pick([0, 60, -300]), dice.below(1_000)),
        "session": 9_007_199_254_740_993 + dice.below(1 << 61),  # a double can't hold it
    }
    if kind != "heartbeat":
        user = {"id": 10_000 + dice.below(40_000),
                "name": f"{dice.pick(FIRST_NAMES)} {dice.pick(LAST_NAMES)}"}
        if dice.chance(85):
            os = dice.pick(["iOS", "Android", "Windows", "macOS", "Linux"])
            user["device"] = {"os": os, "version": f"{dice.below(20) + 1}.{dice.below(10)}"}
        record["user"] = user
    if kind in ("view", "cart", "purchase"):
        record["sku"] = f"{dice.below(1_000_000):08d}"
        record["tags"] = [dice.pick(["new", "sale", "winter", "bücher", "夏", "eco"]) for _ in range(dice.below(4))]
    if kind == "search":
        record["query"] = dice.pick(["bike lamp", "5\" pipe", "grün & blau", "自転車", "c:\\temp", "tab\there"])
    if kind == "purchase":
        record["amount"] = (dice.below(40_000) + 99) / 100
        record["coupon"] = dice.pick([None, "WINTER26", "0042"])
    return record


def events(day, rows, seed):
    dice = Dice(seed)
    midnight = datetime.fromisoformat(day).replace(tzinfo=timezone.utc)
    lines = []
    for row in range(rows):
        record = event(dice, 700_000_000_000 + row, midnight + timedelta(seconds=row * 86_400 // rows))
        # Some writers escape everything beyond ASCII, others nothing; both are JSON.
        lines.append(json.dumps(record, ensure_ascii=dice.chance(10), separators=(",", ":")) + "\n")
    return "".join(lines).encode()


def dirt(order_id):
    """One record of each kind of dirt, as bytes, with the reason why it is dirt."""
    good = [str(order_id), "10007", "00001234", "Anna Nowak", "2", "19.90", "N", "2026-11-19T08:30:00Z", "", "DE"]

    def with_field(name, text):
        fields = list(good)
        fields[ORDERS_HEADER.index(name)] = text
        return csv_line(fields).encode()

    # Integers that are none: a word, a fraction, an exponent, a blank inside, one more than Int64 holds.
    yield with_field("quantity", "two")
    yield with_field("quantity", "3.0")
    yield with_field("quantity", "1e3")
    yield with_field("quantity", "1 000")
    yield with_field("customer_id", "9223372036854775808")
    # A decimal comma, and more fraction digits than the column's scale.
    yield with_field("unit_price", "19,90")
    yield with_field("unit_price", "19.905")
    # Too few fields, and too many because a comma was not quoted.
    yield ",".join(good[:7]).encode() + b"\n"
    yield ",".join(good).replace("Anna Nowak", "Nowak, Anna").encode() + b"\n"
    # A stray quote in an unquoted field: RFC 4180 forbids it, and it must not swallow the lines that follow.
    yield ",".join(good).replace("Anna Nowak", 'Anna "Nowak').encode() + b"\n"
    # Text after the closing quote.
    yield ",".join(good).replace("Anna Nowak", '"Anna" Nowak').encode() + b"\n"
    # Latin-1 in a file that says it is UTF-8.
    yield with_field("Customer Name", "Café Groß").decode().encode("latin-1")
    # Dates that are none: 30 February, a German date, an hour too many.
    yield with_field("ordered_at", "2026-02-30T10:00:00Z")
    yield with_field("ordered_at", "19.11.2026 08:30")
    yield with_field("ordered_at", "2026-11-19T25:00:00Z")
    # A status nobody knows: the pipeline's `map` refuses it.
    yield with_field("status", "X")
    # Well-formed, but implausible: 9,000 pieces at 4,999.00 each; only the pipeline's `assert` can see it.
    yield with_field("quantity", "9000").replace(b"19.90", b"4999.00")


def dirty_orders(day, good_rows, seed):
    """Good orders with one piece of dirt after every tenth."""
    dice = Dice(seed)
    midnight = datetime.fromisoformat(day).replace(tzinfo=timezone.utc)
    pieces = dirt(order_id=900_000)
    content = [csv_line(ORDERS_HEADER).encode()]
    for row in range(good_rows):
        fields = order(dice, 800_000 + row, midnight + timedelta(minutes=row))
        content.append(csv_line(fields).encode())
        if row % 10 == 9:
            content.append(next(pieces, b""))
    content.extend(pieces)
    return b"".join(content)


def gzip(content):
    """One member without file name and time (RFC 1952), so that the bytes depend on the content alone."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    header = b"\x1f\x8b\x08\x00" + struct.pack("<L", 0) + b"\x02\xff"
    trailer = struct.pack("<LL", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return header + deflate.compress(content) + deflate.flush() + trailer


def write(name, content):
    path = FOLDER / name
    packed = name.endswith(".gz")
    if path.exists():
        present = path.read_bytes()
        try:
            present = zlib.decompress(present, 31) if packed else present
        except zlib.error:
            present = None
        if present == content:
            print(f"{name}: unchanged")
            return
    path.write_bytes(gzip(content) if packed else content)
    print(f"{name}: written, {path.stat().st_size:,} bytes")


def main():
    write("orders-2026-11-17.csv.gz", orders("2026-11-17", rows=9_240, first_id=500_001, seed=20261117))
    write("orders-2026-11-18.csv.gz", orders("2026-11-18", rows=8_315, first_id=510_001, seed=20261118))
    write("orders-2026-11-19.csv.gz", orders("2026-11-19", rows=11_862, first_id=520_001, seed=20261119))
    write("events-2026-11-19.ndjson.gz", events("2026-11-19", rows=10_000, seed=1119))
    write("dirty-2026-11-19.csv", dirty_orders("2026-11-19", good_rows=190, seed=911))


if __name__ == "__main__":
    main()
