/* The storage of sessions: the internal cache, the callbacks of an external one, the counters,
 * and the number of tickets that a server sends. */
#include "harness.h"

#include <time.h>

static struct {
    int made, removed, looked_up;
    SSL_SESSION *kept;
} cache;

static int on_new(SSL *ssl, SSL_SESSION *session) {
    (void)ssl;
    cache.made++;
    if (cache.kept == NULL) {
        cache.kept = session;
        return 1;
    }
    return 0;
}

static void on_remove(SSL_CTX *ctx, SSL_SESSION *session) {
    (void)ctx;
    (void)session;
    cache.removed++;
}

static SSL_SESSION *on_lookup(SSL *ssl, const unsigned char *id, int length, int *copy) {
    unsigned kept_length = 0;
    const unsigned char *kept_id;

    (void)ssl;
    cache.looked_up++;
    *copy = 1;
    if (cache.kept == NULL)
        return NULL;
    kept_id = SSL_SESSION_get_id(cache.kept, &kept_length);
    return (int)kept_length == length && memcmp(id, kept_id, kept_length) == 0 ? cache.kept : NULL;
}

static void the_new_callback_sees_sessions(void **state) {
    struct pair *pair = *state;

    memset(&cache, 0, sizeof(cache));
    resumption_prepare(pair);
    SSL_CTX_set_num_tickets(pair->server_ctx, 2);
    SSL_CTX_set_session_cache_mode(pair->client_ctx,
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(pair->client_ctx, on_new);
    assert_true(SSL_CTX_sess_get_new_cb(pair->client_ctx) == on_new);
    pair_connect(pair, MEMORY);
    pair_exchange(pair->server, pair->client, "after the tickets");
    assert_int_equal(cache.made, pair->version == TLS1_3_VERSION ? 2 : 1);
    resumption_close(pair);
    assert_int_equal(resumption_second(pair, cache.kept), 1);
    SSL_SESSION_free(cache.kept);
}

static void an_external_cache_serves_the_server(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    memset(&cache, 0, sizeof(cache));
    resumption_prepare(pair);
    SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(pair->server_ctx,
                                   SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(pair->server_ctx, on_new);
    SSL_CTX_sess_set_get_cb(pair->server_ctx, on_lookup);
    session = resumption_first(pair);
    assert_int_equal(cache.made, 1);
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 0);
    assert_int_equal(resumption_second(pair, session), 1);
    assert_int_equal(cache.looked_up, 1);
    SSL_SESSION_free(session);
    pair_close(pair);
    SSL_SESSION_free(cache.kept);
}

static void the_remove_callback_is_told(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    memset(&cache, 0, sizeof(cache));
    resumption_prepare(pair);
    SSL_CTX_sess_set_remove_cb(pair->client_ctx, on_remove);
    session = resumption_first(pair);
    assert_int_equal(SSL_CTX_add_session(pair->client_ctx, session), 0);
    assert_int_equal(cache.removed, 0);
    assert_int_equal(SSL_CTX_remove_session(pair->client_ctx, session), 1);
    assert_int_equal(cache.removed, 1);
    assert_int_equal(SSL_SESSION_is_resumable(session), 0);
    assert_int_equal(SSL_CTX_remove_session(pair->client_ctx, session), 0);
    SSL_SESSION_free(session);
}

static void a_connection_without_close_notify_leaves_the_cache(void **state) {
    struct pair *pair = *state;

    resumption_prepare(pair);
    SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 1);
    pair_close(pair);
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 0);
    pair_connect(pair, MEMORY);
    SSL_shutdown(pair->server);
    pair_close(pair);
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 1);
}

static void flushing_removes_what_is_too_old(void **state) {
    struct pair *pair = *state;

    resumption_prepare(pair);
    SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    SSL_SESSION_free(resumption_first(pair));
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 1);
    SSL_CTX_flush_sessions(pair->server_ctx, (long)time(NULL));
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 1);
    SSL_CTX_flush_sessions(pair->server_ctx, (long)time(NULL) + 100000);
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 0);
    SSL_SESSION_free(resumption_first(pair));
    SSL_CTX_flush_sessions(pair->server_ctx, 0);
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 0);
}

static void a_full_cache_drops_the_oldest(void **state) {
    struct pair *pair = *state;

    resumption_prepare(pair);
    SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    SSL_CTX_sess_set_cache_size(pair->server_ctx, 2);
    for (int i = 0; i < 4; i++)
        SSL_SESSION_free(resumption_first(pair));
    assert_in_range(SSL_CTX_sess_number(pair->server_ctx), 1, 2);
    assert_int_equal(SSL_CTX_sess_cache_full(pair->server_ctx),
                     4 - SSL_CTX_sess_number(pair->server_ctx));
}

static void the_counters_count(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    resumption_prepare(pair);
    session = resumption_first(pair);
    resumption_second(pair, session);
    SSL_SESSION_free(session);
    assert_int_equal(SSL_CTX_sess_connect(pair->client_ctx), 2);
    assert_int_equal(SSL_CTX_sess_connect_good(pair->client_ctx), 2);
    assert_int_equal(SSL_CTX_sess_connect_renegotiate(pair->client_ctx), 0);
    assert_int_equal(SSL_CTX_sess_accept(pair->server_ctx), 2);
    assert_int_equal(SSL_CTX_sess_accept_good(pair->server_ctx), 2);
    assert_int_equal(SSL_CTX_sess_hits(pair->client_ctx), 1);
    assert_int_equal(SSL_CTX_sess_timeouts(pair->server_ctx), 0);
}

static void the_server_sends_as_many_tickets_as_told(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_get_num_tickets(pair->server_ctx), 0);
    memset(&cache, 0, sizeof(cache));
    cache.kept = (SSL_SESSION *)1; /* keep none */
    SSL_CTX_set_session_cache_mode(pair->client_ctx, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(pair->client_ctx, on_new);
    for (int tickets = 0; tickets < 5; tickets += 2) {
        cache.made = 0;
        pair_open(pair, MEMORY);
        assert_int_equal(SSL_set_num_tickets(pair->server, tickets), 1);
        assert_int_equal(SSL_get_num_tickets(pair->server), tickets);
        assert_true(pair_handshake(pair));
        pair_exchange(pair->server, pair->client, "after the tickets");
        assert_int_equal(cache.made, tickets);
        if (tickets == 0)
            assert_int_equal(SSL_new_session_ticket(pair->client), 0);
        ERR_clear_error();
    }
}

static void a_further_ticket_on_demand(void **state) {
    struct pair *pair = *state;

    memset(&cache, 0, sizeof(cache));
    cache.kept = (SSL_SESSION *)1;
    SSL_CTX_set_session_cache_mode(pair->client_ctx, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(pair->client_ctx, on_new);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_new_session_ticket(pair->server), 1);
    pair_exchange(pair->server, pair->client, "with a ticket");
    assert_int_equal(cache.made, 1);
    /* Two at once, with the handshake function; asking twice is fine. */
    assert_int_equal(SSL_new_session_ticket(pair->server), 1);
    assert_int_equal(SSL_in_init(pair->server), 1);
    assert_int_equal(SSL_new_session_ticket(pair->server), 1);
    assert_int_equal(SSL_do_handshake(pair->server), 1);
    assert_int_equal(SSL_in_init(pair->server), 0);
    pair_exchange(pair->server, pair->client, "and two more");
    assert_int_equal(cache.made, 3);
    pair_exchange(pair->client, pair->server, "and back");
}

static int resumes_with_a_further_ticket(struct pair *pair) {
    SSL_SESSION *session;
    int reused;

    SSL_CTX_set_session_id_context(pair->server_ctx, (const unsigned char *)"more", 4);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_new_session_ticket(pair->server), 1);
    pair_exchange(pair->server, pair->client, "with a ticket");
    session = SSL_get1_session(pair->client);
    assert_int_equal(SSL_SESSION_is_resumable(session), 1);
    SSL_shutdown(pair->client);
    SSL_shutdown(pair->server);
    pair_open(pair, MEMORY);
    SSL_set_session(pair->client, session);
    assert_true(pair_handshake(pair));
    reused = SSL_session_reused(pair->client);
    assert_int_equal(SSL_session_reused(pair->server), reused);
    SSL_SESSION_free(session);
    return reused;
}

static void a_further_ticket_is_resumed(void **state) {
    assert_int_equal(resumes_with_a_further_ticket(*state), 1);
}

static void a_further_stateful_ticket_is_resumed(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    assert_int_equal(resumes_with_a_further_ticket(pair), 1);
}

static int on_generate(SSL *ssl, void *argument) {
    static const unsigned char data[3000];

    (void)argument;
    return SSL_SESSION_set1_ticket_appdata(SSL_get_session(ssl), data, sizeof(data));
}

static SSL_TICKET_RETURN on_decrypt(SSL *ssl, SSL_SESSION *session, const unsigned char *name,
                                    size_t length, SSL_TICKET_STATUS status, void *argument) {
    (void)ssl, (void)session, (void)name, (void)length, (void)argument;
    return status == SSL_TICKET_SUCCESS || status == SSL_TICKET_SUCCESS_RENEW
               ? SSL_TICKET_RETURN_USE
               : SSL_TICKET_RETURN_IGNORE_RENEW;
}

static void a_ticket_longer_than_a_record_arrives(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_max_send_fragment(pair->server_ctx, 512);
    SSL_CTX_set_session_ticket_cb(pair->server_ctx, on_generate, on_decrypt, NULL);
    assert_int_equal(resumes_with_a_further_ticket(pair), 1);
}

static void there_is_no_further_ticket_where_there_can_be_none(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_new_session_ticket(pair->server), 0);
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_new_session_ticket(pair->client), 0);
    assert_int_equal(SSL_new_session_ticket(pair->server), pair->version == TLS1_3_VERSION);
    ERR_clear_error();
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(the_new_callback_sees_sessions),
    CASE_VERSIONS(an_external_cache_serves_the_server),
    CASE_VERSIONS(the_remove_callback_is_told),
    CASE_TLS12(a_connection_without_close_notify_leaves_the_cache),
    CASE_VERSIONS(flushing_removes_what_is_too_old),
    CASE_VERSIONS(a_full_cache_drops_the_oldest),
    CASE_VERSIONS(the_counters_count),
    CASE(the_server_sends_as_many_tickets_as_told),
    CASE(a_further_ticket_on_demand),
    CASE(a_further_ticket_is_resumed),
    CASE(a_further_stateful_ticket_is_resumed),
    CASE(a_ticket_longer_than_a_record_arrives),
    CASE_VERSIONS(there_is_no_further_ticket_where_there_can_be_none),
};

CASES_MAIN(cases)
