// An order: one line of CSV, ten columns, about 90 bytes.

#ifndef ORDERS_H
#define ORDERS_H

#include "generator.h"

static const char orders_header[] = "id,customer_id,sku,quantity,unit_price,discount,status,ordered_at,city,note\n";
static const char *const statuses[] = {"new", "paid", "shipped", "cancelled"};
static const char *const cities[] = {
    "Berlin", "Paris", "Łódź", "São Paulo", "Tokyo", "New York", "Århus", "Zürich",
    // Quoted, because of the comma or the quote in them.
    "\"Portland, OR\"", "\"Frankfurt, Main\"", "\"Washington, D.C.\"", "\"Bad \"\"Spa\"\" Town\"",
};
static const char *const notes[] = {"gift wrap", "leave at the door", "call before delivery", "second attempt"};

static inline void write_order(gzFile file, const char *path, long long id) {
    char line[256];
    unsigned second = below(86400);
    // Three of ten cities are quoted, half of the notes empty.
    const char *city = below(10) < 3 ? cities[8 + below(4)] : cities[below(8)];
    const char *note = below(2) ? "" : notes[below(COUNT(notes))];
    int length = snprintf(
        line, sizeof line, "%lld,%u,%08u,%u,%u.%02u,0.%02u,%s,2026-%02u-%02uT%02u:%02u:%02uZ,%s,%s\n", id,
        10000 + below(990000), below(10000000), 1 + below(48), below(5000), below(100), below(40),
        statuses[below(COUNT(statuses))], 1 + below(12), 1 + below(28), second / 3600, second / 60 % 60, second % 60,
        city, note);
    write_text(file, path, line, length);
}

static inline gzFile begin_orders(const char *path) {
    gzFile file = begin_file(path);
    write_text(file, path, orders_header, sizeof orders_header - 1);
    return file;
}

#endif
