// The narrow row of the "one billion rows" recipe (avinassh/fast-sqlite3-inserts): an area of six digits, an age of 5,
// 10 or 15, and whether the user is active.

#ifndef USERS_H
#define USERS_H

#include "generator.h"

typedef struct {
    char area[6];
    unsigned char age, active;
} User;

static const uint64_t users_seed = 20261122;

static inline User next_user(void) {
    uint64_t random = next_random();
    User user = {.age = (unsigned char)(5 + random % 3 * 5), .active = (random >> 8) & 1};
    unsigned area = 100000 + (unsigned)((random >> 16) % 900000);
    for (int digit = 5; digit >= 0; digit--, area /= 10) user.area[digit] = (char)('0' + area % 10);
    return user;
}

#endif
