// Writes events as gzip NDJSON: eight keys, one of them an object, about 170 bytes a line.
//
//     generate_events ROWS OUTPUT.ndjson.gz

#include "generator.h"

static const char *const types[] = {"view", "click", "search", "basket", "order"};
static const char *const names[] = {"Ada", "Grace", "Edsger", "Łukasz", "Zoë", "Jürgen", "Barbara", "Margaret"};
// Two of five need their escapes undone.
static const char *const notes[] = {
    "null", "\"second visit\"", "\"from the newsletter\"", "\"said \\\"maybe\\\"\"", "\"caf\\u00e9\\tcorner\"",
};

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: generate_events ROWS OUTPUT.ndjson.gz\n");
        return 64;
    }
    random_state = 20261121;
    long long rows = atoll(argv[1]);
    gzFile file = begin_file(argv[2]);
    for (long long row = 1; row <= rows; row++) {
        char line[512];
        unsigned second = below(86400);
        int length = snprintf(
            line, sizeof line,
            "{\"id\":%lld,\"type\":\"%s\",\"at\":\"2026-%02u-%02uT%02u:%02u:%02uZ\","
            "\"user\":{\"id\":%u,\"name\":\"%s\"},\"amount\":%u.%02u,\"active\":%s,\"sku\":\"%08u\",\"note\":%s}\n",
            row, types[below(COUNT(types))], 1 + below(12), 1 + below(28), second / 3600, second / 60 % 60, second % 60,
            10000 + below(990000), names[below(COUNT(names))], below(5000), below(100), below(2) ? "true" : "false",
            below(10000000), notes[below(COUNT(notes))]);
        write_text(file, argv[2], line, length);
    }
    end_file(file, argv[2]);
    return 0;
}
