/*
 * What every test program includes: cmocka, the API under test, certificates, connected pairs
 * and assertions, and the main function's body.
 */
#ifndef CTESTS_HARNESS_H
#define CTESTS_HARNESS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "ssl_api.h"
#include "certs.h"
#include "pair.h"
#include "assertions.h"
#include "resumption.h"
#include "forge.h"

/* Which endpoint of a pair is the one a test is about, and which protocol version it speaks. */
struct setting {
    int version;
    int server;
};

extern const struct setting setting_tls12, setting_tls13;
extern const struct setting setting_tls12_server, setting_tls13_server;

/* Setup and teardown of one case: `*state` becomes a fresh `struct pair`. */
int setup_pair(void **state);
int teardown_pair(void **state);

#define CASE_NAMED(f, suffix, setting)                                                             \
    { #f suffix, f, setup_pair, teardown_pair, (void *)&(setting) }

/* A case run once, with TLS 1.3 and the client as subject. */
#define CASE(f) CASE_NAMED(f, "", setting_tls13)
/* A case run once, with TLS 1.2 and the client as subject. */
#define CASE_TLS12(f) CASE_NAMED(f, "", setting_tls12)
/* A case run with both versions. */
#define CASE_VERSIONS(f)                                                                           \
    CASE_NAMED(f, "/tls12", setting_tls12), CASE_NAMED(f, "/tls13", setting_tls13)
/* A case run with both versions and with either endpoint as subject. */
#define CASE_ALL(f)                                                                                \
    CASE_NAMED(f, "/tls12/client", setting_tls12), CASE_NAMED(f, "/tls13/client", setting_tls13),  \
        CASE_NAMED(f, "/tls12/server", setting_tls12_server),                                      \
        CASE_NAMED(f, "/tls13/server", setting_tls13_server)

/*
 * Runs the cases and returns main's exit code. Prints TAP on stdout, preceded by a comment that
 * names the libssl.so.3 that this process has loaded. Arguments: `--list` prints the case names,
 * `--start N` skips the first N cases, anything else is a pattern that case names must match.
 */
int run_cases(int argc, char **argv, const struct CMUnitTest *cases, size_t count);

#define CASES_MAIN(cases)                                                                          \
    int main(int argc, char **argv) {                                                              \
        return run_cases(argc, argv, cases, sizeof(cases) / sizeof(cases[0]));                     \
    }

#endif
