// Settings of SQLite for the whole process (https://sqlite.org/c3ref/config.html), a variadic function that Swift can't call.

#ifndef WEIR_CONFIGURATION_H
#define WEIR_CONFIGURATION_H

extern int sqlite3_config(int option, ...);

// Spares each malloc and free of SQLite a lock and a sum. To be called before anything else of SQLite; later it has no effect.
static inline int weir_leave_out_memory_statistics(void) { return sqlite3_config(9 /* SQLITE_CONFIG_MEMSTATUS */, 0); }

#endif
