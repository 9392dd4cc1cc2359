// Writes orders as gzip CSV: the same content for the same row count, in one file or in equal parts.
//
//     generate_orders ROWS OUTPUT.csv.gz
//     generate_orders ROWS FOLDER FILES         FOLDER/00000.csv.gz and so on

#include "orders.h"

static long long write_orders(const char *path, long long first, long long end) {
    gzFile file = begin_orders(path);
    for (long long id = first; id < end; id++) write_order(file, path, id);
    end_file(file, path);
    return end;
}

int main(int argc, char **argv) {
    if (argc != 3 && argc != 4) {
        fprintf(stderr, "usage: generate_orders ROWS OUTPUT.csv.gz | ROWS FOLDER FILES\n");
        return 64;
    }
    random_state = 20261119;
    long long rows = atoll(argv[1]);
    if (argc == 3) {
        write_orders(argv[2], 1, rows + 1);
        return 0;
    }
    long long files = atoll(argv[3]);
    for (long long index = 0, next = 1; index < files; index++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%05lld.csv.gz", argv[2], index);
        next = write_orders(path, next, 1 + rows * (index + 1) / files);
    }
    return 0;
}
