/* ALPN: lists, SSL_select_next_proto() and every result of the server's callback. */
#include "harness.h"

static const unsigned char h2_http11[] = "\x02h2\x08http/1.1";
static const unsigned char http11[] = "\x08http/1.1";
static const unsigned char other[] = "\x05other";
#define LENGTH(list) (sizeof(list) - 1)

static struct {
    int result, calls;
    const unsigned char *list; /* the server's */
    unsigned length;
    unsigned char offered[64];
    unsigned offered_length;
} server;

static int select_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_length,
                           const unsigned char *in, unsigned in_length, void *argument) {
    assert_non_null(ssl);
    assert_ptr_equal(argument, &server);
    server.calls++;
    assert_true(in_length <= sizeof(server.offered));
    memcpy(server.offered, in, in_length);
    server.offered_length = in_length;
    if (server.result != SSL_TLSEXT_ERR_OK)
        return server.result;
    if (SSL_select_next_proto((unsigned char **)out, out_length, server.list, server.length, in,
                              in_length) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    return SSL_TLSEXT_ERR_OK;
}

static void serve(struct pair *pair, int result, const unsigned char *list, unsigned length) {
    memset(&server, 0, sizeof(server));
    server.result = result;
    server.list = list;
    server.length = length;
    SSL_CTX_set_alpn_select_cb(pair->server_ctx, select_protocol, &server);
}

static void expect_protocol(SSL *ssl, const char *name) {
    const unsigned char *data = (const unsigned char *)"untouched";
    unsigned length = 99;

    SSL_get0_alpn_selected(ssl, &data, &length);
    assert_int_equal(length, strlen(name));
    if (length == 0)
        assert_null(data);
    else
        assert_memory_equal(data, name, length);
}

static void select_next_proto_prefers_the_first_list(void **state) {
    (void)state;
    unsigned char *out, length;

    assert_int_equal(
        SSL_select_next_proto(&out, &length, http11, LENGTH(http11), h2_http11, LENGTH(h2_http11)),
        OPENSSL_NPN_NEGOTIATED);
    assert_int_equal(length, 8);
    assert_memory_equal(out, "http/1.1", 8);
    assert_int_equal(SSL_select_next_proto(&out, &length, h2_http11, LENGTH(h2_http11), h2_http11,
                                           LENGTH(h2_http11)),
                     OPENSSL_NPN_NEGOTIATED);
    assert_int_equal(length, 2);
    /* Without an overlap the second list's first entry is handed out. */
    assert_int_equal(
        SSL_select_next_proto(&out, &length, other, LENGTH(other), h2_http11, LENGTH(h2_http11)),
        OPENSSL_NPN_NO_OVERLAP);
    assert_int_equal(length, 2);
    assert_memory_equal(out, "h2", 2);
}

static void set_alpn_protos_returns_0_for_success(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_CTX_set_alpn_protos(pair->client_ctx, http11, LENGTH(http11)), 0);
    assert_int_equal(SSL_set_alpn_protos(pair->client, http11, LENGTH(http11)), 0);
    assert_int_equal(SSL_set_alpn_protos(pair->client, NULL, 0), 0);
    assert_int_equal(SSL_CTX_set_alpn_protos(pair->client_ctx, NULL, 0), 0);
    /* A length byte that points past the end, and an empty name. */
    assert_int_equal(SSL_set_alpn_protos(pair->client, (const unsigned char *)"\x09short", 6), 1);
    assert_int_equal(SSL_set_alpn_protos(pair->client, (const unsigned char *)"\x00", 1), 1);
    ERR_clear_error();
}

static void both_agree(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_alpn_protos(pair->client_ctx, h2_http11, LENGTH(h2_http11));
    serve(pair, SSL_TLSEXT_ERR_OK, http11, LENGTH(http11));
    pair_connect(pair, MEMORY);
    assert_int_equal(server.calls, 1);
    assert_int_equal(server.offered_length, LENGTH(h2_http11));
    assert_memory_equal(server.offered, h2_http11, LENGTH(h2_http11));
    expect_protocol(pair->client, "http/1.1");
    expect_protocol(pair->server, "http/1.1");
}

static void the_connections_list_overrides_the_contexts(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_alpn_protos(pair->client_ctx, other, LENGTH(other));
    serve(pair, SSL_TLSEXT_ERR_OK, http11, LENGTH(http11));
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_alpn_protos(pair->client, h2_http11, LENGTH(h2_http11)), 0);
    assert_true(pair_handshake(pair));
    expect_protocol(pair->client, "http/1.1");
}

static void before_the_handshake_nothing_is_selected(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_alpn_protos(pair->client_ctx, h2_http11, LENGTH(h2_http11));
    pair_open(pair, MEMORY);
    expect_protocol(pair->client, "");
    expect_protocol(pair->server, "");
}

static void a_client_that_offers_nothing_is_not_asked(void **state) {
    struct pair *pair = *state;

    serve(pair, SSL_TLSEXT_ERR_OK, http11, LENGTH(http11));
    pair_connect(pair, MEMORY);
    assert_int_equal(server.calls, 0);
    expect_protocol(pair->client, "");
}

static void a_server_without_callback_ignores_the_offer(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_alpn_protos(pair->client_ctx, h2_http11, LENGTH(h2_http11));
    pair_connect(pair, MEMORY);
    expect_protocol(pair->client, "");
    expect_protocol(pair->server, "");
}

static void noack_goes_on_without(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_alpn_protos(pair->client_ctx, h2_http11, LENGTH(h2_http11));
    serve(pair, SSL_TLSEXT_ERR_NOACK, NULL, 0);
    pair_connect(pair, MEMORY);
    assert_int_equal(server.calls, 1);
    expect_protocol(pair->client, "");
    expect_protocol(pair->server, "");
    pair_exchange(pair->client, pair->server, "without");
}

static void expect_no_application_protocol(struct pair *pair, int result) {
    struct alert_log log;

    SSL_CTX_set_alpn_protos(pair->client_ctx, h2_http11, LENGTH(h2_http11));
    serve(pair, result, other, LENGTH(other));
    pair_open(pair, MEMORY);
    note_alerts(pair->server, &log);
    assert_int_equal(handshake_step(pair->client), 0);
    assert_int_equal(SSL_do_handshake(pair->server), -1);
    assert_reports(pair->server, -1, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_NO_APPLICATION_PROTOCOL);
    assert_int_equal(log.sent_level, SSL3_AL_FATAL);
    assert_int_equal(log.sent_code, SSL_AD_NO_APPLICATION_PROTOCOL);
    assert_int_equal(SSL_do_handshake(pair->client), -1);
    assert_ssl_error(SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL);
}

static void alert_fatal_ends_the_handshake(void **state) {
    expect_no_application_protocol(*state, SSL_TLSEXT_ERR_ALERT_FATAL);
}

static void alert_warning_ends_it_too(void **state) {
    expect_no_application_protocol(*state, SSL_TLSEXT_ERR_ALERT_WARNING);
}

static void no_overlap_ends_it_through_the_callback(void **state) {
    expect_no_application_protocol(*state, SSL_TLSEXT_ERR_OK);
}

static int select_unoffered(SSL *ssl, const unsigned char **out, unsigned char *out_length,
                            const unsigned char *in, unsigned in_length, void *argument) {
    (void)ssl;
    (void)in;
    (void)in_length;
    (void)argument;
    *out = (const unsigned char *)"h2";
    *out_length = 2;
    return SSL_TLSEXT_ERR_OK;
}

static void the_servers_choice_is_taken_over_unchecked_by_the_server(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_alpn_protos(pair->client_ctx, h2_http11, LENGTH(h2_http11));
    SSL_CTX_set_alpn_select_cb(pair->server_ctx, select_unoffered, NULL);
    pair_connect(pair, MEMORY);
    expect_protocol(pair->client, "h2");
    expect_protocol(pair->server, "h2");
}

static void one_that_was_not_offered_is_the_clients_to_refuse(void **state) {
    static const unsigned char http11[] = "\x08http/1.1";
    struct pair *pair = *state;

    SSL_CTX_set_alpn_protos(pair->client_ctx, http11, LENGTH(http11));
    SSL_CTX_set_alpn_select_cb(pair->server_ctx, select_unoffered, NULL);
    pair_open(pair, MEMORY);
    assert_false(pair_handshake(pair));
    assert_int_equal(pair->client_failure, SSL_R_BAD_EXTENSION);
}

static void the_session_remembers_the_protocol(void **state) {
    struct pair *pair = *state;
    const unsigned char *data;
    size_t length;

    SSL_CTX_set_alpn_protos(pair->client_ctx, http11, LENGTH(http11));
    serve(pair, SSL_TLSEXT_ERR_OK, http11, LENGTH(http11));
    SSL_CTX_set_num_tickets(pair->server_ctx, 1);
    pair_connect(pair, MEMORY);
    SSL_SESSION_get0_alpn_selected(SSL_get_session(pair->server), &data, &length);
    assert_int_equal(length, 8);
    assert_memory_equal(data, "http/1.1", 8);
}

static const struct CMUnitTest cases[] = {
    CASE(select_next_proto_prefers_the_first_list),
    CASE(set_alpn_protos_returns_0_for_success),
    CASE_VERSIONS(both_agree),
    CASE_VERSIONS(the_connections_list_overrides_the_contexts),
    CASE_VERSIONS(before_the_handshake_nothing_is_selected),
    CASE_VERSIONS(a_client_that_offers_nothing_is_not_asked),
    CASE_VERSIONS(a_server_without_callback_ignores_the_offer),
    CASE_VERSIONS(noack_goes_on_without),
    CASE_VERSIONS(alert_fatal_ends_the_handshake),
    CASE_VERSIONS(alert_warning_ends_it_too),
    CASE_VERSIONS(no_overlap_ends_it_through_the_callback),
    CASE_VERSIONS(the_servers_choice_is_taken_over_unchecked_by_the_server),
    CASE_VERSIONS(one_that_was_not_offered_is_the_clients_to_refuse),
    CASE_VERSIONS(the_session_remembers_the_protocol),
};

CASES_MAIN(cases)
