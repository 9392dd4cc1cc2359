// Writes the benchmark's orders: gzip CSV, ten columns, about 90 bytes a row, the same content for the same row count.
//
//     generate ROWS OUTPUT.csv.gz

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static uint64_t state = 20261119;

// SplitMix64 (Steele, Lea, Flood 2014).
static uint64_t next_random(void) {
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static unsigned below(unsigned limit) { return (unsigned)(next_random() % limit); }

static const char *const statuses[] = {"new", "paid", "shipped", "cancelled"};
static const char *const cities[] = {
    "Berlin", "Paris", "Łódź", "São Paulo", "Tokyo", "New York", "Århus", "Zürich",
    // Quoted, because of the comma or the quote in them.
    "\"Portland, OR\"", "\"Frankfurt, Main\"", "\"Washington, D.C.\"", "\"Bad \"\"Spa\"\" Town\"",
};
static const char *const notes[] = {"gift wrap", "leave at the door", "call before delivery", "second attempt"};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: generate ROWS OUTPUT.csv.gz\n");
        return 64;
    }
    long long rows = atoll(argv[1]);
    gzFile file = gzopen(argv[2], "wb6");
    if (!file || gzbuffer(file, 1 << 18) != 0) {
        perror(argv[2]);
        return 73;
    }
    gzputs(file, "id,customer_id,sku,quantity,unit_price,discount,status,ordered_at,city,note\n");
    for (long long row = 1; row <= rows; row++) {
        char line[256];
        unsigned second = below(86400);
        // Three of ten cities are quoted, half of the notes empty.
        const char *city = below(10) < 3 ? cities[8 + below(4)] : cities[below(8)];
        const char *note = below(2) ? "" : notes[below(COUNT(notes))];
        int length = snprintf(
            line, sizeof line, "%lld,%u,%08u,%u,%u.%02u,0.%02u,%s,2026-%02u-%02uT%02u:%02u:%02uZ,%s,%s\n", row,
            10000 + below(990000), below(10000000), 1 + below(48), below(5000), below(100), below(40),
            statuses[below(COUNT(statuses))], 1 + below(12), 1 + below(28), second / 3600, second / 60 % 60,
            second % 60, city, note);
        if (gzwrite(file, line, (unsigned)length) != length) {
            fprintf(stderr, "%s: writing failed\n", argv[2]);
            return 74;
        }
    }
    if (gzclose(file) != Z_OK) {
        fprintf(stderr, "%s: writing failed\n", argv[2]);
        return 74;
    }
    return 0;
}
