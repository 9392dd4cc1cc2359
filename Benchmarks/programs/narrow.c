// The "one billion rows" recipe (avinassh/fast-sqlite3-inserts), for a bound: rows that lie in memory already, prepared
// INSERTs of 50 rows each, one transaction, journal and sync off.
//
//     narrow ROWS DATABASE
//
// Prints the seconds from opening the database to having closed it; making the rows is not among them.

#include <sqlite3.h>
#include <time.h>

#include "users.h"

enum { ROWS_AT_ONCE = 50 };

static sqlite3 *database;

static void check(int code, int wanted) {
    if (code == wanted) return;
    fprintf(stderr, "narrow: %s\n", sqlite3_errmsg(database));
    exit(1);
}

static void run(const char *sql) { check(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK); }

static sqlite3_stmt *prepare_insert(int rows) {
    char sql[64 + ROWS_AT_ONCE * 16] = "INSERT INTO user VALUES ";
    for (int row = 0; row < rows; row++) strcat(sql, row ? ",(NULL,?,?,?)" : "(NULL,?,?,?)");
    sqlite3_stmt *insert;
    check(sqlite3_prepare_v2(database, sql, -1, &insert, NULL), SQLITE_OK);
    return insert;
}

static void insert_users(sqlite3_stmt *insert, const User *users, int count) {
    for (int row = 0; row < count; row++) {
        sqlite3_bind_text(insert, row * 3 + 1, users[row].area, 6, SQLITE_STATIC);
        sqlite3_bind_int(insert, row * 3 + 2, users[row].age);
        sqlite3_bind_int(insert, row * 3 + 3, users[row].active);
    }
    check(sqlite3_step(insert), SQLITE_DONE);
    sqlite3_reset(insert);
}

static void load(const User *users, long long rows, const char *path) {
    check(sqlite3_open(path, &database), SQLITE_OK);
    run("PRAGMA journal_mode = OFF; PRAGMA synchronous = 0; PRAGMA cache_size = 1000000;"
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY");
    run("CREATE TABLE user (id INTEGER NOT NULL PRIMARY KEY, area CHAR(6), age INTEGER NOT NULL,"
        " active INTEGER NOT NULL)");
    sqlite3_stmt *many = prepare_insert(ROWS_AT_ONCE), *one = prepare_insert(1);
    run("BEGIN");
    long long row = 0;
    for (; row + ROWS_AT_ONCE <= rows; row += ROWS_AT_ONCE) insert_users(many, users + row, ROWS_AT_ONCE);
    for (; row < rows; row++) insert_users(one, users + row, 1);
    run("COMMIT");
    sqlite3_finalize(many);
    sqlite3_finalize(one);
    check(sqlite3_close(database), SQLITE_OK);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: narrow ROWS DATABASE\n");
        return 64;
    }
    long long rows = atoll(argv[1]);
    User *users = malloc((size_t)rows * sizeof *users);
    if (!users) fail("memory");
    random_state = users_seed;
    for (long long row = 0; row < rows; row++) users[row] = next_user();
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    load(users, rows, argv[2]);
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%f\n", (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
    free(users);
    return 0;
}
