// SQLite's pre-update hook (https://sqlite.org/c3ref/preupdate_blobwrite.html), where the library at hand has it: it is a
// compile-time option that sqlite3.h does not tell of, so the symbols are looked for when the program is loaded.

#ifndef WEIR_PREUPDATE_H
#define WEIR_PREUPDATE_H

struct sqlite3;
struct sqlite3_value;

typedef void (*weir_preupdate_callback)(
    void *context, struct sqlite3 *connection, int operation, const char *schema, const char *table, long long oldRowid,
    long long newRowid);

#if defined(__ELF__)

extern void *sqlite3_preupdate_hook(struct sqlite3 *, weir_preupdate_callback, void *) __attribute__((weak));
extern int sqlite3_preupdate_old(struct sqlite3 *, int, struct sqlite3_value **) __attribute__((weak));

static inline int weir_has_preupdate(void) { return sqlite3_preupdate_hook != 0 && sqlite3_preupdate_old != 0; }

static inline void weir_preupdate_hook(struct sqlite3 *connection, weir_preupdate_callback callback, void *context) {
    sqlite3_preupdate_hook(connection, callback, context);
}

static inline int weir_preupdate_old(struct sqlite3 *connection, int column, struct sqlite3_value **value) {
    return sqlite3_preupdate_old(connection, column, value);
}

#else

static inline int weir_has_preupdate(void) { return 0; }
static inline void weir_preupdate_hook(struct sqlite3 *connection, weir_preupdate_callback callback, void *context) {}
static inline int weir_preupdate_old(struct sqlite3 *connection, int column, struct sqlite3_value **value) { return 1; }

#endif

#endif
