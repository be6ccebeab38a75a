/* Protocol versions: limits, SSL_OP_NO_* options, and the version that two endpoints negotiate. */
#include "harness.h"

static void limit(SSL_CTX *ctx, int lowest, int highest) {
    assert_int_equal(SSL_CTX_set_min_proto_version(ctx, lowest), 1);
    assert_int_equal(SSL_CTX_set_max_proto_version(ctx, highest), 1);
}

static void expect_version(struct pair *pair, int version) {
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_version(pair->client), version);
    assert_int_equal(SSL_version(pair->server), version);
    assert_int_equal(SSL_SESSION_get_protocol_version(SSL_get_session(pair->client)), version);
}

static void the_highest_common_version_is_taken(void **state) {
    struct pair *pair = *state;

    limit(pair->client_ctx, 0, 0);
    limit(pair->server_ctx, 0, 0);
    expect_version(pair, TLS1_3_VERSION);
    limit(pair->client_ctx, 0, TLS1_2_VERSION);
    expect_version(pair, TLS1_2_VERSION);
    limit(pair->client_ctx, 0, 0);
    limit(pair->server_ctx, TLS1_2_VERSION, TLS1_2_VERSION);
    expect_version(pair, TLS1_2_VERSION);
}

static void options_switch_versions_off(void **state) {
    struct pair *pair = *state;

    limit(pair->client_ctx, 0, 0);
    limit(pair->server_ctx, 0, 0);
    SSL_CTX_set_options(pair->subject_ctx, SSL_OP_NO_TLSv1_3);
    expect_version(pair, TLS1_2_VERSION);
    SSL_CTX_clear_options(pair->subject_ctx, SSL_OP_NO_TLSv1_3);
    /* Below it nothing may be left: the range must not have a hole. */
    limit(pair->subject_ctx, TLS1_2_VERSION, 0);
    SSL_CTX_set_options(pair->subject_ctx, SSL_OP_NO_TLSv1_2);
    expect_version(pair, TLS1_3_VERSION);
}

static void the_connections_limits_override_the_contexts(void **state) {
    struct pair *pair = *state;

    limit(pair->client_ctx, 0, 0);
    limit(pair->server_ctx, 0, 0);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_max_proto_version(pair->subject, TLS1_2_VERSION), 1);
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_version(pair->peer), TLS1_2_VERSION);
    pair_open(pair, MEMORY);
    SSL_set_options(pair->subject, SSL_OP_NO_TLSv1_3);
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_version(pair->peer), TLS1_2_VERSION);
}

static void a_client_too_old_is_refused(void **state) {
    struct pair *pair = *state;
    struct alert_log log;

    limit(pair->client_ctx, TLS1_2_VERSION, TLS1_2_VERSION);
    limit(pair->server_ctx, TLS1_3_VERSION, TLS1_3_VERSION);
    pair_open(pair, MEMORY);
    note_alerts(pair->server, &log);
    assert_false(pair_handshake(pair));
    assert_int_equal(pair->server_failure, SSL_R_UNSUPPORTED_PROTOCOL);
    assert_int_equal(pair->client_failure, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION);
    assert_int_equal(log.sent_level, SSL3_AL_FATAL);
    assert_int_equal(log.sent_code, SSL_AD_PROTOCOL_VERSION);
}

static void a_client_too_new_is_refused(void **state) {
    struct pair *pair = *state;
    struct alert_log log;

    limit(pair->client_ctx, TLS1_3_VERSION, TLS1_3_VERSION);
    limit(pair->server_ctx, TLS1_2_VERSION, TLS1_2_VERSION);
    pair_open(pair, MEMORY);
    note_alerts(pair->server, &log);
    assert_false(pair_handshake(pair));
    assert_int_equal(pair->client_failure, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION);
    assert_int_equal(log.sent_code, SSL_AD_PROTOCOL_VERSION);
    assert_int_equal(pair->server_failure, SSL_R_UNSUPPORTED_PROTOCOL);
}

static void with_nothing_enabled_the_handshake_fails_at_once(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_open(pair, MEMORY);
    SSL_set_options(pair->client, SSL_OP_NO_TLSv1_2 | SSL_OP_NO_TLSv1_3);
    ret = SSL_do_handshake(pair->client);
    assert_int_equal(ret, -1);
    assert_reports(pair->client, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_NO_PROTOCOLS_AVAILABLE);
}

static void a_minimum_above_the_maximum_fails(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_max_proto_version(pair->client, TLS1_2_VERSION), 1);
    assert_int_equal(SSL_set_min_proto_version(pair->client, TLS1_3_VERSION), 1);
    assert_int_equal(SSL_do_handshake(pair->client), -1);
    assert_ssl_error(SSL_R_NO_PROTOCOLS_AVAILABLE);
}

static void the_version_before_the_handshake(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);

    assert_int_equal(SSL_version(ssl), TLS1_3_VERSION);
    assert_string_equal(SSL_get_version(ssl), "TLSv1.3");
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void client_versions_are_reported(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_client_version(pair->client), TLS1_2_VERSION);
    assert_int_equal(SSL_client_version(pair->server), TLS1_2_VERSION);
}

static void fixed_version_methods(void **state) {
    struct pair *pair = *state;
    SSL_CTX *ctx = SSL_CTX_new(TLSv1_2_client_method());

    assert_non_null(ctx);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), identity_cert(CA));
    SSL_CTX_free(pair->client_ctx);
    pair->client_ctx = ctx;
    limit(pair->server_ctx, 0, 0);
    expect_version(pair, TLS1_2_VERSION);
}

static void middlebox_compatibility_changes_no_result(void **state) {
    struct pair *pair = *state;

    for (int i = 0; i < 4; i++) {
        SSL_CTX_clear_options(pair->client_ctx, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
        SSL_CTX_clear_options(pair->server_ctx, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
        if (i & 1)
            SSL_CTX_set_options(pair->client_ctx, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
        if (i & 2)
            SSL_CTX_set_options(pair->server_ctx, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
        pair_connect(pair, MEMORY);
        pair_exchange(pair->client, pair->server, "either way");
    }
}

/* OpenSSL clears an SSL as its handshake begins, and with that takes the context's method again. */
static void a_method_of_ones_own_ends_with_the_handshakes_beginning(void **state) {
    struct pair *pair = *state;

    limit(pair->client_ctx, 0, 0);
    limit(pair->server_ctx, 0, 0);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_ssl_method(pair->client, TLSv1_2_client_method()), 1);
    assert_int_equal(SSL_version(pair->client), TLS1_2_VERSION);
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_version(pair->client), TLS1_3_VERSION);
    SSL_set_shutdown(pair->client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    assert_int_equal(SSL_clear(pair->client), 1);
    assert_ptr_equal(SSL_get_ssl_method(pair->client), TLS_client_method());
}

static void a_version_has_a_method_until_clear(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_ptr_not_equal(SSL_get_ssl_method(pair->subject), TLS_client_method());
    assert_ptr_not_equal(SSL_get_ssl_method(pair->subject), TLS_server_method());
    if (pair->version == TLS1_2_VERSION && pair->subject == pair->client)
        assert_ptr_equal(SSL_get_ssl_method(pair->subject), TLSv1_2_client_method());
}

static void failed_handshakes_have_the_version_that_was_tried(void **state) {
    struct pair *pair = *state;
    int other = pair->version == TLS1_2_VERSION ? TLS1_3_VERSION : TLS1_2_VERSION;

    limit(pair->server_ctx, other, other);
    pair_open(pair, MEMORY);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_version(pair->client), pair->version);
    assert_int_equal(SSL_client_version(pair->client), TLS1_2_VERSION);
    assert_int_equal(SSL_version(pair->server), TLS1_2_VERSION);
    assert_int_equal(SSL_client_version(pair->server), TLS1_2_VERSION);
}

static void unsupported_numbers_are_refused(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_set_max_proto_version(pair->client_ctx, 0x0305), 0);
    assert_int_equal(SSL_CTX_set_min_proto_version(pair->client_ctx, DTLS1_2_VERSION), 0);
    assert_int_equal(SSL_CTX_get_max_proto_version(pair->client_ctx), pair->version);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_max_proto_version(pair->client, 1), 0);
}

/* A context of an old version can be made and set up. A security level that forbids the version
 * ends its handshakes before the info callback hears of more than their beginning and end. */
static int events;

static void count_events(const SSL *ssl, int where, int ret) {
    (void)ssl;
    if (where == SSL_CB_CONNECT_EXIT || where == SSL_CB_ACCEPT_EXIT)
        assert_int_equal(ret, -1);
    else
        assert_int_equal(where, SSL_CB_HANDSHAKE_START);
    events++;
}

static void expect_old_method(const SSL_METHOD *method, int version, const char *name, int server) {
    SSL_CTX *ctx = SSL_CTX_new(method);
    SSL *ssl;

    assert_non_null(ctx);
    assert_ptr_equal(SSL_CTX_get_ssl_method(ctx), method);
    SSL_CTX_set_security_level(ctx, 4);
    assert_int_equal(SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION), 1);
    assert_int_equal(SSL_CTX_get_max_proto_version(ctx), 0);
    ssl = SSL_new(ctx);
    assert_int_equal(SSL_version(ssl), version);
    assert_string_equal(SSL_get_version(ssl), name);
    assert_no_error();
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_info_callback(ssl, count_events);
    events = 0;
    if (server)
        SSL_set_accept_state(ssl);
    else
        SSL_set_connect_state(ssl);
    assert_int_equal(SSL_do_handshake(ssl), -1);
    assert_reports(ssl, -1, SSL_ERROR_SSL);
    assert_ssl_error(ERR_R_INTERNAL_ERROR);
    assert_int_equal(events, 2);
    assert_int_equal(BIO_pending(SSL_get_wbio(ssl)), 0);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void methods_of_old_versions(void **state) {
    (void)state;
    expect_old_method(TLSv1_method(), TLS1_VERSION, "TLSv1", 0);
    expect_old_method(TLSv1_client_method(), TLS1_VERSION, "TLSv1", 0);
    expect_old_method(TLSv1_server_method(), TLS1_VERSION, "TLSv1", 1);
    expect_old_method(TLSv1_1_method(), TLS1_1_VERSION, "TLSv1.1", 1);
    expect_old_method(TLSv1_1_client_method(), TLS1_1_VERSION, "TLSv1.1", 0);
    expect_old_method(TLSv1_1_server_method(), TLS1_1_VERSION, "TLSv1.1", 1);
}

static const struct CMUnitTest cases[] = {
    CASE(the_highest_common_version_is_taken),
    CASE_NAMED(options_switch_versions_off, "/client", setting_tls13),
    CASE_NAMED(options_switch_versions_off, "/server", setting_tls13_server),
    CASE_NAMED(the_connections_limits_override_the_contexts, "/client", setting_tls13),
    CASE_NAMED(the_connections_limits_override_the_contexts, "/server", setting_tls13_server),
    CASE(a_client_too_old_is_refused),
    CASE(a_client_too_new_is_refused),
    CASE_VERSIONS(with_nothing_enabled_the_handshake_fails_at_once),
    CASE(a_minimum_above_the_maximum_fails),
    CASE(the_version_before_the_handshake),
    CASE_VERSIONS(client_versions_are_reported),
    CASE(fixed_version_methods),
    CASE(methods_of_old_versions),
    CASE(middlebox_compatibility_changes_no_result),
    CASE(a_method_of_ones_own_ends_with_the_handshakes_beginning),
    CASE_ALL(a_version_has_a_method_until_clear),
    CASE_VERSIONS(failed_handshakes_have_the_version_that_was_tried),
    CASE_VERSIONS(unsupported_numbers_are_refused),
};

CASES_MAIN(cases)
