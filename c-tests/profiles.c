/*
 * Compatibility profiles: connections that end like those of OpenSSL 1.1.1 and 1.0.1. OpenSSL has
 * no such function, so this program runs only on the library under test.
 */
#include "harness.h"

#include <dlfcn.h>

/* The tests are linked with the system's library, which lacks the function. */
static int set_profile(SSL_CTX *ctx, const char *name) {
    int (*function)(SSL_CTX *, const char *);

    *(void **)&function = dlsym(RTLD_DEFAULT, "libssl_rs_CTX_set_profile");
    assert_non_null(function);
    return function(ctx, name);
}

static void use_profile(struct pair *pair, const char *name) {
    assert_int_equal(set_profile(pair->client_ctx, name), 1);
    assert_int_equal(set_profile(pair->server_ctx, name), 1);
}

static void an_unknown_name_is_refused(void **state) {
    struct pair *pair = *state;

    assert_int_equal(set_profile(pair->client_ctx, "1.0.2"), 0);
    assert_ssl_error(ERR_R_PASSED_INVALID_ARGUMENT);
    assert_int_equal(set_profile(pair->client_ctx, ""), 0);
    assert_ssl_error(ERR_R_PASSED_INVALID_ARGUMENT);
    assert_int_equal(set_profile(pair->client_ctx, NULL), 0);
    assert_ssl_error(ERR_R_PASSED_NULL_PARAMETER);
    assert_int_equal(set_profile(NULL, "3.0"), 0);
    assert_ssl_error(ERR_R_PASSED_NULL_PARAMETER);
}

/* The client's input ends without close_notify. What SSL_read says then. */
static int read_at_end(struct pair *pair, const char *profile) {
    char byte;
    int ret;

    use_profile(pair, profile);
    pair_connect(pair, MEMORY);
    ERR_clear_error();
    BIO_set_mem_eof_return(SSL_get_rbio(pair->client), 0);
    ret = SSL_read(pair->client, &byte, 1);
    assert_int_equal(ret, 0);
    return SSL_get_error(pair->client, ret);
}

static void before_3_0_the_end_of_the_transport_is_no_protocol_error(void **state) {
    static const char *const profiles[] = {"1.1.1", "1.0.1"};
    struct pair *pair = *state;

    for (int i = 0; i < 2; i++) {
        assert_int_equal(read_at_end(pair, profiles[i]), SSL_ERROR_SYSCALL);
        assert_no_error();
        /* The connection lives: it can still be closed. */
        assert_int_equal(SSL_shutdown(pair->client), 0);
        assert_int_equal(SSL_get_shutdown(pair->client), SSL_SENT_SHUTDOWN);
    }
}

static void in_3_0_it_is(void **state) {
    assert_int_equal(read_at_end(*state, "3.0"), SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

static void in_1_0_1_shutdown_before_the_handshake_did_nothing(void **state) {
    struct pair *pair = *state;

    use_profile(pair, "1.0.1");
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->client), 1);
    assert_int_equal(SSL_get_shutdown(pair->client), 0);
    assert_no_error();
}

static void since_1_1_1_it_fails(void **state) {
    struct pair *pair = *state;

    use_profile(pair, "1.1.1");
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->client), -1);
    assert_ssl_error(SSL_R_SHUTDOWN_WHILE_IN_INIT);
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(an_unknown_name_is_refused),
    CASE_VERSIONS(before_3_0_the_end_of_the_transport_is_no_protocol_error),
    CASE_VERSIONS(in_3_0_it_is),
    CASE_VERSIONS(in_1_0_1_shutdown_before_the_handshake_did_nothing),
    CASE_VERSIONS(since_1_1_1_it_fails),
};

CASES_MAIN(cases)
