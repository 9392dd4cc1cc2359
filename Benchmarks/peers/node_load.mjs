// Loads orders (CSV) or events (NDJSON) by Node's streams and its own SQLite:
//
//     node node_load.mjs orders|events rows|arrays INPUT.gz DATABASE
//
// pipeline(): read → gunzip → a Transform that parses → a Writable that binds and steps a prepared INSERT, in
// transactions of 200,000 rows. The Transform hands on row by row, as parsers on npm do, and the Writable batches them;
// or it hands on arrays of all rows of a chunk.

import { createReadStream } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';

const TRANSACTION_ROWS = 200_000;
const BATCH_ROWS = 1_000;
const CHUNK_BYTES = 256 * 1024;

/** Makes rows of text; `rowsOf(text)` gives the rows of whole records and the rest behind them. */
class Records extends Transform {
    constructor(rowsOf, inArrays) {
        super({ readableObjectMode: true, readableHighWaterMark: inArrays ? 4 : 16 });
        this.rowsOf = rowsOf;
        this.inArrays = inArrays;
        this.decoder = new StringDecoder('utf8');
        this.rest = '';
    }

    _transform(chunk, _, done) {
        const { rows, rest } = this.rowsOf(this.rest + this.decoder.write(chunk));
        this.rest = rest;
        this.handOn(rows);
        done();
    }

    _flush(done) {
        const text = this.rest + this.decoder.end();
        if (text) this.handOn(this.rowsOf(text.endsWith('\n') ? text : text + '\n').rows);
        done();
    }

    handOn(rows) {
        if (this.inArrays) this.push(rows);
        else for (const row of rows) this.push(row);
    }
}

/** The end of the record at `start`, or -1 if it is not whole: quotes may hold line ends. */
function recordEnd(text, start) {
    let end = text.indexOf('\n', start);
    for (let quote = text.indexOf('"', start); quote >= 0 && quote < end; ) {
        const closing = text.indexOf('"', quote + 1);
        if (closing < 0) return -1;
        if (closing > end) end = text.indexOf('\n', closing);
        quote = text.indexOf('"', closing + 1);
    }
    return end;
}

function fieldsOf(record) {
    if (!record.includes('"')) return record.split(',');
    const fields = [];
    for (let start = 0; start <= record.length; ) {
        if (record[start] !== '"') {
            const comma = record.indexOf(',', start);
            const end = comma < 0 ? record.length : comma;
            fields.push(record.slice(start, end));
            start = end + 1;
        } else {
            let end = record.indexOf('"', start + 1);
            while (record[end + 1] === '"') end = record.indexOf('"', end + 2);
            fields.push(record.slice(start + 1, end).replaceAll('""', '"'));
            start = end + 2;
        }
    }
    return fields;
}

function order(fields) {
    const [id, customer, sku, quantity, price, discount, status, orderedAt, city, note] = fields;
    return [+id, +customer, sku, +quantity, +price, +discount, status, orderedAt, city, note === '' ? null : note];
}

function csvRows() {
    let isHeader = true;
    return (text) => {
        const rows = [];
        let start = 0;
        for (let end; (end = recordEnd(text, start)) >= 0; start = end + 1) {
            if (isHeader) isHeader = false;
            else rows.push(order(fieldsOf(text.slice(start, end))));
        }
        return { rows, rest: text.slice(start) };
    };
}

function event(line) {
    const { id, type, at, user, amount, active, sku, note } = JSON.parse(line);
    return [id, type, at, user.id, user.name, amount, active ? 1 : 0, sku, note];
}

function jsonRows() {
    return (text) => {
        const lines = text.split('\n');
        const rest = lines.pop();
        return { rows: lines.map(event), rest };
    };
}

class Table extends Writable {
    constructor(database, sql, inArrays) {
        super({ objectMode: true, highWaterMark: inArrays ? 4 : 16 });
        this.database = database;
        this.insert = database.prepare(sql);
        this.inArrays = inArrays;
        this.batch = [];
        this.uncommitted = 0;
        database.exec('BEGIN');
    }

    _write(chunk, _, done) {
        if (this.inArrays) this.store(chunk);
        else if (this.batch.push(chunk) === BATCH_ROWS) this.store(this.batch.splice(0));
        done();
    }

    _final(done) {
        this.store(this.batch);
        this.database.exec('COMMIT');
        done();
    }

    store(rows) {
        for (const row of rows) this.insert.run(...row);
        this.uncommitted += rows.length;
        if (this.uncommitted < TRANSACTION_ROWS) return;
        this.database.exec('COMMIT; BEGIN');
        this.uncommitted = 0;
    }
}

const [what, handsOn, input, path] = process.argv.slice(2);
const inArrays = handsOn === 'arrays';
const { rowsOf, sql } = {
    orders: { rowsOf: csvRows, sql: 'INSERT INTO orders VALUES (?,?,?,?,?,?,?,?,?,?)' },
    events: { rowsOf: jsonRows, sql: 'INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?)' },
}[what];
const database = new DatabaseSync(path);
database.exec('PRAGMA synchronous = FULL');
await pipeline(
    createReadStream(input, { highWaterMark: CHUNK_BYTES }),
    createGunzip({ chunkSize: CHUNK_BYTES }),
    new Records(rowsOf(), inArrays),
    new Table(database, sql, inArrays),
);
database.close();
