// Writes orders to be upserted onto the orders 1 … EXISTING: nine of ten have an id that is there, spread evenly, the
// rest follow behind the last.
//
//     generate_updates ROWS EXISTING sorted|scattered OUTPUT.csv.gz

#include "orders.h"

static void shuffle(long long *ids, long long count) {
    for (long long last = count - 1; last > 0; last--) {
        long long other = (long long)(next_random() % (uint64_t)(last + 1)), id = ids[last];
        ids[last] = ids[other];
        ids[other] = id;
    }
}

int main(int argc, char **argv) {
    if (argc != 5 || (strcmp(argv[3], "sorted") != 0 && strcmp(argv[3], "scattered") != 0)) {
        fprintf(stderr, "usage: generate_updates ROWS EXISTING sorted|scattered OUTPUT.csv.gz\n");
        return 64;
    }
    random_state = 20261120;
    long long rows = atoll(argv[1]), existing = atoll(argv[2]), updates = rows - rows / 10;
    if (updates > existing) {
        fprintf(stderr, "generate_updates: %lld rows are too many for %lld\n", rows, existing);
        return 64;
    }
    long long *ids = malloc((size_t)rows * sizeof *ids);
    if (!ids) fail("memory");
    for (long long row = 0; row < rows; row++)
        ids[row] = row < updates ? 1 + row * existing / updates : existing + 1 + row - updates;
    if (strcmp(argv[3], "scattered") == 0) shuffle(ids, rows);
    gzFile file = begin_orders(argv[4]);
    for (long long row = 0; row < rows; row++) write_order(file, argv[4], ids[row]);
    end_file(file, argv[4]);
    free(ids);
    return 0;
}
