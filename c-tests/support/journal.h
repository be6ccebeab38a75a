/*
 * Journals: what callbacks see, a line for each, compared with the lines that are expected. One
 * case per row of a table; CTESTS_JOURNAL=print in the environment prints what came out.
 */
#ifndef CTESTS_JOURNAL_H
#define CTESTS_JOURNAL_H

#include "pair.h"

struct journal_row {
    const char *name;
    int version; /* of both endpoints */
    void (*run)(struct pair *pair, int choice);
    int choice;
    const char *expected;
};

/* Adds a line, or a part of one that the next call goes on with. */
void journal(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* How a handshake ended: both ends' SSL_session_reused, or why each failed. */
void journal_handshake(struct pair *pair);
/* Forgets what was written so far; or what was written of this line. */
void journal_clear(void);
void journal_clear_line(void);

/* main()'s body. */
int run_journals(int argc, char **argv, const struct journal_row *rows, size_t count);

#define JOURNALS_MAIN(rows)                                                                        \
    int main(int argc, char **argv) {                                                              \
        return run_journals(argc, argv, rows, sizeof(rows) / sizeof(rows[0]));                     \
    }

#endif
