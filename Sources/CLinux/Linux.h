// Calls of Linux and glibc that Swift's module of them leaves out; elsewhere they do nothing.

#ifndef WEIR_LINUX_H
#define WEIR_LINUX_H

#if defined(__linux__)
#include <features.h>
// glibc declares it for _GNU_SOURCE only.
extern int sync_file_range(int file, __INT64_TYPE__ offset, __INT64_TYPE__ count, unsigned int flags);
#endif

// Begins to write a file's dirty pages to the disk, and does not wait for it (sync_file_range(2)).
static inline void weir_begin_writeback(int file, long long offset, long long count) {
#if defined(__linux__)
    sync_file_range(file, offset, count, 2 /* SYNC_FILE_RANGE_WRITE */);
#endif
}

#if defined(__GLIBC__)
extern int malloc_trim(__SIZE_TYPE__ pad);
#endif

// Gives memory that was freed back to the system (malloc_trim(3)).
static inline void weir_trim_memory(void) {
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
}

#endif
