/* The end of a connection decides whether its session may be resumed: it stays in the cache only
 * after our own close_notify. */
#include "harness.h"

/* A server with one session in its cache, after a first connection that is still open. */
static void one_cached(struct pair *pair) {
    resumption_prepare(pair);
    SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    pair_connect(pair, MEMORY);
    pair_exchange(pair->server, pair->client, "after the ticket");
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 1);
}

static void after_shutdown_it_stays(void **state) {
    struct pair *pair = *state;

    one_cached(pair);
    SSL_shutdown(pair->server);
    SSL_free(pair->server);
    pair->server = NULL;
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 1);
}

static void without_shutdown_it_goes(void **state) {
    struct pair *pair = *state;

    one_cached(pair);
    SSL_free(pair->server);
    pair->server = NULL;
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 0);
}

static void the_peers_close_alone_is_not_enough(void **state) {
    struct pair *pair = *state;

    one_cached(pair);
    SSL_shutdown(pair->client);
    expect_closed(pair->server);
    SSL_free(pair->server);
    pair->server = NULL;
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 0);
}

static void after_a_quiet_shutdown_it_stays(void **state) {
    struct pair *pair = *state;

    one_cached(pair);
    SSL_set_quiet_shutdown(pair->server, 1);
    SSL_shutdown(pair->server);
    SSL_free(pair->server);
    pair->server = NULL;
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 1);
}

static void with_sent_set_by_hand_it_stays(void **state) {
    struct pair *pair = *state;

    one_cached(pair);
    SSL_set_shutdown(pair->server, SSL_SENT_SHUTDOWN);
    SSL_free(pair->server);
    pair->server = NULL;
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 1);
}

static void with_received_set_by_hand_it_goes(void **state) {
    struct pair *pair = *state;

    one_cached(pair);
    SSL_set_shutdown(pair->server, SSL_RECEIVED_SHUTDOWN);
    SSL_free(pair->server);
    pair->server = NULL;
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 0);
}

static void after_a_fatal_alert_received_it_goes_at_once(void **state) {
    struct pair *pair = *state;
    char byte;

    one_cached(pair);
    inject_garbage(SSL_get_rbio(pair->client));
    SSL_read(pair->client, &byte, 1);
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 1);
    assert_true(SSL_read(pair->server, &byte, 1) <= 0);
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 0);
}

static void after_a_fatal_alert_sent_it_goes_at_once(void **state) {
    struct pair *pair = *state;
    char byte;

    one_cached(pair);
    inject_garbage(SSL_get_rbio(pair->server));
    assert_int_equal(SSL_read(pair->server, &byte, 1), -1);
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 0);
}

static void after_an_unexpected_end_it_goes_at_once(void **state) {
    struct pair *pair = *state;
    char byte;

    one_cached(pair);
    BIO_set_mem_eof_return(SSL_get_rbio(pair->server), 0);
    assert_int_equal(SSL_read(pair->server, &byte, 1), 0);
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 0);
}

static void clear_keeps_it_after_shutdown_only(void **state) {
    struct pair *pair = *state;

    one_cached(pair);
    SSL_shutdown(pair->server);
    assert_int_equal(SSL_clear(pair->server), 1);
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 1);
    pair_close(pair);
    SSL_CTX_flush_sessions(pair->server_ctx, 0);
    one_cached(pair);
    assert_int_equal(SSL_clear(pair->server), 1);
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 0);
}

static void a_bad_end_makes_the_clients_session_unresumable(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    one_cached(pair);
    session = SSL_get1_session(pair->client);
    assert_int_equal(SSL_SESSION_is_resumable(session), 1);
    SSL_free(pair->client);
    pair->client = NULL;
    assert_int_equal(SSL_SESSION_is_resumable(session), 0);
    SSL_SESSION_free(session);
}

static void a_good_end_keeps_the_clients_session_resumable(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    one_cached(pair);
    session = SSL_get1_session(pair->client);
    SSL_shutdown(pair->client);
    SSL_free(pair->client);
    pair->client = NULL;
    assert_int_equal(SSL_SESSION_is_resumable(session), 1);
    SSL_SESSION_free(session);
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(after_shutdown_it_stays),
    CASE_VERSIONS(without_shutdown_it_goes),
    CASE_VERSIONS(the_peers_close_alone_is_not_enough),
    CASE_VERSIONS(after_a_quiet_shutdown_it_stays),
    CASE_VERSIONS(with_sent_set_by_hand_it_stays),
    CASE_VERSIONS(with_received_set_by_hand_it_goes),
    CASE_VERSIONS(after_a_fatal_alert_received_it_goes_at_once),
    CASE_VERSIONS(after_a_fatal_alert_sent_it_goes_at_once),
    CASE_VERSIONS(after_an_unexpected_end_it_goes_at_once),
    CASE_VERSIONS(clear_keeps_it_after_shutdown_only),
    CASE_VERSIONS(a_bad_end_makes_the_clients_session_unresumable),
    CASE_VERSIONS(a_good_end_keeps_the_clients_session_resumable),
};

CASES_MAIN(cases)
