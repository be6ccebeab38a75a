/* Early data is neither sent nor accepted, but a server may call SSL_read_early_data(). */
#include "harness.h"

static void a_server_that_reads_early_data_gets_none(void **state) {
    struct pair *pair = *state;
    char buffer[16];
    size_t got = 99;
    int result = SSL_READ_EARLY_DATA_ERROR;

    SSL_CTX_set_max_early_data(pair->server_ctx, 1000);
    pair_open(pair, MEMORY);
    for (int i = 0; i < 10 && result != SSL_READ_EARLY_DATA_FINISH; i++) {
        handshake_step(pair->client);
        result = SSL_read_early_data(pair->server, buffer, sizeof(buffer), &got);
        if (result == SSL_READ_EARLY_DATA_ERROR)
            assert_reports(pair->server, 0, SSL_ERROR_WANT_READ);
    }
    assert_int_equal(result, SSL_READ_EARLY_DATA_FINISH);
    assert_int_equal(got, 0);
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_get_early_data_status(pair->server), SSL_EARLY_DATA_NOT_SENT);
    assert_int_equal(SSL_get_early_data_status(pair->client), SSL_EARLY_DATA_NOT_SENT);
    pair_exchange(pair->client, pair->server, "in time");
}

static void a_client_may_not_read_it(void **state) {
    struct pair *pair = *state;
    char byte;
    size_t got;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_read_early_data(pair->client, &byte, 1, &got), SSL_READ_EARLY_DATA_ERROR);
    assert_ssl_error(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
}

static void limits_are_kept(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_CTX_set_max_early_data(pair->server_ctx, 5000), 1);
    assert_int_equal(SSL_CTX_get_max_early_data(pair->server_ctx), 5000);
    assert_int_equal(SSL_set_max_early_data(pair->server, 6000), 1);
    assert_int_equal(SSL_get_max_early_data(pair->server), 6000);
    assert_int_equal(SSL_CTX_get_recv_max_early_data(pair->server_ctx), 16384);
    assert_int_equal(SSL_set_recv_max_early_data(pair->server, 7000), 1);
    assert_int_equal(SSL_get_recv_max_early_data(pair->server), 7000);
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(a_server_that_reads_early_data_gets_none),
    CASE(a_client_may_not_read_it),
    CASE(limits_are_kept),
};

CASES_MAIN(cases)
