// A C loader to compare with: what a good programmer writes in an afternoon, by SQLite's per-row API.
//
//     reference INPUT.csv.gz DATABASE [insert|upsert]
//
// One thread inflates (zlib), splits CSV by a plain state machine and converts; a second binds and steps a prepared
// INSERT. Between them a ring of RING batches. It has Weir's durability: rollback journal, synchronous=FULL, a
// transaction every 200,000 rows, a page cache of 8 MiB. The database must hold the table orders (and with it its
// page size); an upsert needs its id to be a key. It expects the generator's ten columns and checks no more than that;
// an empty text is NULL.

#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { COLUMNS = 10, BATCH_ROWS = 4096, ARENA_BYTES = 1 << 20, RING = 8, COMMIT_ROWS = 200000, MAX_RECORD = 1 << 16 };

static const char types[COLUMNS + 1] = "iitirrtttt";  // integer, real, text

typedef struct {
    union {
        sqlite3_int64 integer;
        double real;
        const char *text;
    } value;
    int length;  // of a text
} Cell;

typedef struct {
    int rows;
    size_t used;  // of the arena
    Cell cells[BATCH_ROWS * COLUMNS];
    char arena[ARENA_BYTES];
} Batch;

// The ring

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    Batch *batches[RING];
    unsigned long filled, emptied;
    bool ended;
} ring = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void fail(const char *what, const char *detail) {
    fprintf(stderr, "reference: %s: %s\n", what, detail);
    exit(1);
}

/// The batch to fill next; waits while the ring is full.
static Batch *batch_to_fill(void) {
    pthread_mutex_lock(&ring.lock);
    while (ring.filled - ring.emptied == RING) pthread_cond_wait(&ring.changed, &ring.lock);
    Batch *batch = ring.batches[ring.filled % RING];
    pthread_mutex_unlock(&ring.lock);
    batch->rows = 0;
    batch->used = 0;
    return batch;
}

static void hand_over(void) {
    pthread_mutex_lock(&ring.lock);
    ring.filled++;
    pthread_cond_broadcast(&ring.changed);
    pthread_mutex_unlock(&ring.lock);
}

/// The next full batch; NULL after the last.
static Batch *batch_to_empty(void) {
    pthread_mutex_lock(&ring.lock);
    while (ring.filled == ring.emptied && !ring.ended) pthread_cond_wait(&ring.changed, &ring.lock);
    Batch *batch = ring.filled == ring.emptied ? NULL : ring.batches[ring.emptied % RING];
    pthread_mutex_unlock(&ring.lock);
    return batch;
}

static void give_back(void) {
    pthread_mutex_lock(&ring.lock);
    ring.emptied++;
    pthread_cond_broadcast(&ring.changed);
    pthread_mutex_unlock(&ring.lock);
}

// The reader

static struct {
    Batch *batch;
    int column;
    size_t field_start;
} reader;

static void put(char byte) {
    if (reader.batch->used == ARENA_BYTES) fail("input", "a record is too long");
    reader.batch->arena[reader.batch->used++] = byte;
}

static void end_field(void) {
    if (reader.column == COLUMNS) fail("input", "a record has too many fields");
    Batch *batch = reader.batch;
    char *text = batch->arena + reader.field_start;
    int length = (int)(batch->used - reader.field_start);
    Cell *cell = &batch->cells[batch->rows * COLUMNS + reader.column];
    char *end = text;
    put('\0');
    switch (types[reader.column]) {
    case 'i':
        cell->value.integer = strtoll(text, &end, 10);
        if (end != text + length || length == 0) fail("not an integer", text);
        break;
    case 'r':
        cell->value.real = strtod(text, &end);
        if (end != text + length || length == 0) fail("not a number", text);
        break;
    default:
        cell->value.text = text;
        cell->length = length;
    }
    if (types[reader.column] != 't') batch->used = reader.field_start;
    reader.field_start = batch->used;
    reader.column++;
}

static void end_record(void) {
    end_field();
    if (reader.column != COLUMNS) fail("input", "a record has too few fields");
    reader.column = 0;
    reader.batch->rows++;
    if (reader.batch->rows == BATCH_ROWS || reader.batch->used > ARENA_BYTES - MAX_RECORD) {
        hand_over();
        reader.batch = batch_to_fill();
        reader.field_start = 0;
    }
}

static void *read_input(void *path) {
    gzFile file = gzopen(path, "rb");
    if (!file || gzbuffer(file, 1 << 18) != 0) fail(path, "cannot be opened");
    static unsigned char bytes[1 << 18];
    enum { HEADER, RECORD_START, FIELD_START, UNQUOTED, QUOTED, CLOSING_QUOTE } state = HEADER;
    reader.batch = batch_to_fill();
    int count;
    while ((count = gzread(file, bytes, sizeof bytes)) > 0) {
        for (int i = 0; i < count; i++) {
            char byte = (char)bytes[i];
            switch (state) {
            case HEADER:
                if (byte == '\n') state = RECORD_START;
                break;
            case QUOTED:
                if (byte == '"') state = CLOSING_QUOTE;
                else put(byte);
                break;
            case CLOSING_QUOTE:
                if (byte == '"') {
                    put(byte);
                    state = QUOTED;
                    break;
                }
                state = UNQUOTED;
                goto unquoted;
            case RECORD_START:
            case FIELD_START:
                if (byte == '"') {
                    state = QUOTED;
                    break;
                }
                state = UNQUOTED;
                // fall through
            case UNQUOTED:
            unquoted:
                if (byte == ',') {
                    end_field();
                    state = FIELD_START;
                } else if (byte == '\n') {
                    end_record();
                    state = RECORD_START;
                } else if (byte != '\r') {
                    put(byte);
                }
            }
        }
    }
    int error;
    const char *message = gzerror(file, &error);
    if (count < 0 || (error != Z_OK && error != Z_STREAM_END)) fail(path, message);
    if (state != RECORD_START && state != HEADER) end_record();
    gzclose_r(file);
    pthread_mutex_lock(&ring.lock);
    if (reader.batch->rows > 0) ring.filled++;
    ring.ended = true;
    pthread_cond_broadcast(&ring.changed);
    pthread_mutex_unlock(&ring.lock);
    return NULL;
}

// The writer

static sqlite3 *database;

static void run(const char *sql) {
    if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK) fail(sql, sqlite3_errmsg(database));
}

static void insert_row(sqlite3_stmt *insert, const Cell *cells) {
    for (int column = 0; column < COLUMNS; column++) {
        const Cell *cell = &cells[column];
        switch (types[column]) {
        case 'i': sqlite3_bind_int64(insert, column + 1, cell->value.integer); break;
        case 'r': sqlite3_bind_double(insert, column + 1, cell->value.real); break;
        default:
            if (cell->length == 0) sqlite3_bind_null(insert, column + 1);
            else sqlite3_bind_text(insert, column + 1, cell->value.text, cell->length, SQLITE_STATIC);
        }
    }
    if (sqlite3_step(insert) != SQLITE_DONE) fail("insert", sqlite3_errmsg(database));
    sqlite3_reset(insert);
}

static const char insert_sql[] = "INSERT INTO orders VALUES (?,?,?,?,?,?,?,?,?,?)";
static const char upsert_sql[] =
    "INSERT INTO orders VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET"
    " customer_id = excluded.customer_id, sku = excluded.sku, quantity = excluded.quantity,"
    " unit_price = excluded.unit_price, discount = excluded.discount, status = excluded.status,"
    " ordered_at = excluded.ordered_at, city = excluded.city, note = excluded.note";

int main(int argc, char **argv) {
    bool upserts = argc == 4 && strcmp(argv[3], "upsert") == 0;
    if (argc != 3 && !upserts && !(argc == 4 && strcmp(argv[3], "insert") == 0)) {
        fprintf(stderr, "usage: reference INPUT.csv.gz DATABASE [insert|upsert]\n");
        return 64;
    }
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(argv[2], &database, flags, NULL) != SQLITE_OK) fail(argv[2], sqlite3_errmsg(database));
    run("PRAGMA journal_mode=DELETE");
    run("PRAGMA synchronous=FULL");
    run("PRAGMA cache_size=-8192");
    sqlite3_stmt *insert;
    if (sqlite3_prepare_v2(database, upserts ? upsert_sql : insert_sql, -1, &insert, NULL) != SQLITE_OK)
        fail("prepare", sqlite3_errmsg(database));

    for (int i = 0; i < RING; i++)
        if (!(ring.batches[i] = malloc(sizeof(Batch)))) fail("memory", "not enough for the ring");
    pthread_t thread;
    if (pthread_create(&thread, NULL, read_input, argv[1]) != 0) fail("thread", "cannot be started");

    long long rows = 0, uncommitted = 0;
    run("BEGIN");
    for (Batch *batch; (batch = batch_to_empty()); give_back()) {
        for (int row = 0; row < batch->rows; row++) {
            insert_row(insert, &batch->cells[row * COLUMNS]);
            if (++uncommitted == COMMIT_ROWS) {
                run("COMMIT");
                run("BEGIN");
                uncommitted = 0;
            }
        }
        rows += batch->rows;
    }
    run("COMMIT");
    pthread_join(thread, NULL);
    sqlite3_finalize(insert);
    if (sqlite3_close(database) != SQLITE_OK) fail(argv[2], "cannot be closed");
    printf("%lld\n", rows);
    return 0;
}
