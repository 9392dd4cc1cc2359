// Writes narrow rows as gzip CSV: id, area, age, active.
//
//     generate_users ROWS OUTPUT.csv.gz

#include "users.h"

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: generate_users ROWS OUTPUT.csv.gz\n");
        return 64;
    }
    random_state = users_seed;
    long long rows = atoll(argv[1]);
    gzFile file = begin_file(argv[2]);
    write_text(file, argv[2], "id,area,age,active\n", 19);
    for (long long row = 1; row <= rows; row++) {
        char line[64];
        User user = next_user();
        int length = snprintf(line, sizeof line, "%lld,%.6s,%d,%d\n", row, user.area, user.age, user.active);
        write_text(file, argv[2], line, length);
    }
    end_file(file, argv[2]);
    return 0;
}
