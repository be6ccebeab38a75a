/*
 * Journals: one line for each call of a callback, compared with the expected lines. Each row of a
 * table is a case; CTESTS_JOURNAL=print in the environment prints the actual lines.
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

/* Adds a line, or a part of one that the next call continues. */
void journal(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* How a handshake ended: both ends' SSL_session_reused, or why each failed. */
void journal_handshake(struct pair *pair);
/* Drops all lines so far, or the part of the current line. */
void journal_clear(void);
void journal_clear_line(void);

/* main()'s body. */
int run_journals(int argc, char **argv, const struct journal_row *rows, size_t count);

#define JOURNALS_MAIN(rows)                                                                        \
    int main(int argc, char **argv) {                                                              \
        return run_journals(argc, argv, rows, sizeof(rows) / sizeof(rows[0]));                     \
    }

#endif
