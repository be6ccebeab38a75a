/*
 * Tables of calls in which every argument but the object is NULL or 0. Such calls remove a setting
 * or return a value. An error that they leave on the queue turns a connection's next
 * SSL_ERROR_WANT_READ into a failure. Each row runs on new objects, in each stage of a connection.
 */
#ifndef CTESTS_NOTHING_H
#define CTESTS_NOTHING_H

#include "pair.h"

enum stage { FRESH, CLIENT_TLS13, SERVER_TLS12, STAGES };

struct row_run {
    enum stage stage;
    struct pair *pair;
    SSL_CTX *ctx;
    SSL *ssl;
    SSL_SESSION *session;
    SSL_CONF_CTX *conf;
    int failures;
    char value[64];
};

/* Fails the case if one of the rows differs from what it says. */
void run_nothing_rows(void **state, void (*rows)(struct row_run *), enum stage stage);

int row_begins(struct row_run *run, const char *expected);
void row_ends(struct row_run *run, const char *call, const char *expected);
void row_nothing(struct row_run *run);
void row_number(struct row_run *run, long long number);
void row_pointer(struct row_run *run, const void *pointer);

/*
 * `expected` is the value ("", a number, "NULL", "pointer", or "any" where it is not compared) and
 * the texts of the errors, each after ", ". Where the stages differ there are three of them with
 * '|' between; "-" stands for a call that OpenSSL does not survive. `run` is in scope.
 */
#define ROW_(call, record, expected)                                                               \
    if (row_begins(run, expected)) {                                                               \
        record;                                                                                    \
        row_ends(run, call, expected);                                                             \
    }
#define VOID(call, expected) ROW_(#call, (call, row_nothing(run)), expected)
#define INT(call, expected) ROW_(#call, row_number(run, (long long)(call)), expected)
#define PTR(call, expected) ROW_(#call, row_pointer(run, (const void *)(uintptr_t)(call)), expected)

#endif
