/*
 * Tables of records that a peer should not send, or rarely sends. Each row is read twice, on two
 * connections: by SSL_read(), and by the second SSL_shutdown(), which waits for close_notify; with
 * both versions and in both roles.
 */
#ifndef CTESTS_VIOLATIONS_H
#define CTESTS_VIOLATIONS_H

#include <stddef.h>

/* `times` records of this type with these bytes. */
struct forged {
    int type;
    const char *bytes;
    int length, times;
};

/* What a call makes of the records: its result, SSL_get_error(), libssl's first reason, the alert
 * it sent, the shutdown flags S and R, and whether bytes are left in the transport:
 * "-1 SSL (unexpected record), alert 2/10, --, rest". */
struct outcome {
    const char *read12, *read13, *shutdown12, *shutdown13;
};

struct row {
    const char *name;
    struct forged records[3];
    struct outcome outcome;
    struct outcome server; /* where a server differs; NULL where it does not */
};

/* main()'s body: one case per row, reader, version and role. */
int run_rows(int argc, char **argv, const struct row *rows, size_t count);

#define ROWS_MAIN(rows)                                                                            \
    int main(int argc, char **argv) {                                                              \
        return run_rows(argc, argv, rows, sizeof(rows) / sizeof(rows[0]));                         \
    }

#endif
