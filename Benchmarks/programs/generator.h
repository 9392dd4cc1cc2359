// What the generators have in common: random numbers from a fixed seed, and a gzip file to write lines to.

#ifndef GENERATOR_H
#define GENERATOR_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static uint64_t random_state;

// SplitMix64 (Steele, Lea, Flood 2014).
static inline uint64_t next_random(void) {
    uint64_t z = (random_state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline unsigned below(unsigned limit) { return (unsigned)(next_random() % limit); }

static inline void fail(const char *path) {
    fprintf(stderr, "%s: writing failed\n", path);
    exit(74);
}

static inline gzFile begin_file(const char *path) {
    gzFile file = gzopen(path, "wb6");
    if (!file || gzbuffer(file, 1 << 18) != 0) {
        perror(path);
        exit(73);
    }
    return file;
}

static inline void write_text(gzFile file, const char *path, const char *text, int length) {
    if (gzwrite(file, text, (unsigned)length) != length) fail(path);
}

static inline void end_file(gzFile file, const char *path) {
    if (gzclose(file) != Z_OK) fail(path);
}

#endif
