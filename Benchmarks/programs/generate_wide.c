// Writes gzip CSV of any width, for how the cost grows: columns c0, c1, …, in turn integers and texts of words.
//
//     generate_wide ROWS COLUMNS TEXT_BYTES QUOTED_PERCENT OUTPUT.csv.gz

#include "generator.h"

static const char *const words[] = {
    "river", "weir", "flood", "gauge", "sluice", "dam", "spill", "basin", "lock", "reach",
};

enum { LONGEST_TEXT = 4096 };

static int put_words(char *out, int length) {
    int used = 0;
    while (used < length) {
        const char *word = words[below(COUNT(words))];
        for (; *word && used < length; word++) out[used++] = *word;
        if (used < length) out[used++] = ' ';
    }
    return used;
}

static int put_text(char *out, int length, unsigned quoted_percent) {
    int used = 0, is_quoted = below(100) < quoted_percent;
    if (is_quoted) out[used++] = '"';
    used += put_words(out + used, length);
    if (is_quoted) out[used++] = '"';
    return used;
}

int main(int argc, char **argv) {
    int columns = argc == 6 ? atoi(argv[2]) : 0, text_bytes = argc == 6 ? atoi(argv[3]) : 0;
    if (columns < 1 || text_bytes < 1 || text_bytes > LONGEST_TEXT) {
        fprintf(stderr, "usage: generate_wide ROWS COLUMNS TEXT_BYTES QUOTED_PERCENT OUTPUT.csv.gz\n");
        return 64;
    }
    random_state = 20261123;
    long long rows = atoll(argv[1]);
    unsigned quoted_percent = (unsigned)atoi(argv[4]);
    char *line = malloc((size_t)columns * (LONGEST_TEXT + 16));
    if (!line) fail("memory");
    gzFile file = begin_file(argv[5]);
    for (int column = 0; column < columns; column++) gzprintf(file, "%sc%d", column ? "," : "", column);
    gzprintf(file, "\n");
    for (long long row = 1; row <= rows; row++) {
        int used = 0;
        for (int column = 0; column < columns; column++) {
            if (column > 0) line[used++] = ',';
            used += column % 2 ? put_text(line + used, text_bytes, quoted_percent)
                               : sprintf(line + used, "%u", below(100000000));
        }
        line[used++] = '\n';
        write_text(file, argv[5], line, used);
    }
    end_file(file, argv[5]);
    free(line);
    return 0;
}
