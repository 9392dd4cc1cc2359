// The call of Linux that begins to write a file's dirty pages to the disk and does not wait for it (sync_file_range(2)).
// glibc declares it for _GNU_SOURCE only, which Swift's module of it does without.

#ifndef WEIR_WRITEBACK_H
#define WEIR_WRITEBACK_H

#if defined(__linux__)

extern int sync_file_range(int file, __INT64_TYPE__ offset, __INT64_TYPE__ count, unsigned int flags);

static inline void weir_begin_writeback(int file, long long offset, long long count) {
    sync_file_range(file, offset, count, 2 /* SYNC_FILE_RANGE_WRITE */);
}

#endif

#endif
