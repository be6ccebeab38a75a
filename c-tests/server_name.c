/* Server name indication: the client's name, every result of the server's callback, and switching
 * the context inside it. */
#include "harness.h"

static struct {
    int result, alert, calls;
    SSL_CTX *replacement;
    char name[128];
} server;

static int on_server_name(SSL *ssl, int *alert, void *argument) {
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

    assert_ptr_equal(argument, &server);
    server.calls++;
    snprintf(server.name, sizeof(server.name), "%s", name != NULL ? name : "(none)");
    if (server.alert != 0)
        *alert = server.alert;
    if (server.replacement != NULL)
        assert_ptr_equal(SSL_set_SSL_CTX(ssl, server.replacement), server.replacement);
    return server.result;
}

static void serve(struct pair *pair, int result) {
    memset(&server, 0, sizeof(server));
    server.result = result;
    SSL_CTX_set_tlsext_servername_callback(pair->server_ctx, on_server_name);
    SSL_CTX_set_tlsext_servername_arg(pair->server_ctx, &server);
    pair_open(pair, MEMORY);
}

static void the_callback_sees_the_clients_name(void **state) {
    struct pair *pair = *state;

    serve(pair, SSL_TLSEXT_ERR_OK);
    assert_int_equal(SSL_set_tlsext_host_name(pair->client, "www.example.com"), 1);
    assert_true(pair_handshake(pair));
    assert_int_equal(server.calls, 1);
    assert_string_equal(server.name, "www.example.com");
    assert_string_equal(SSL_get_servername(pair->server, TLSEXT_NAMETYPE_host_name),
                        "www.example.com");
    assert_string_equal(SSL_get_servername(pair->client, TLSEXT_NAMETYPE_host_name),
                        "www.example.com");
    assert_int_equal(SSL_get_servername_type(pair->server), TLSEXT_NAMETYPE_host_name);
}

static void without_a_name_the_callback_is_called_too(void **state) {
    struct pair *pair = *state;

    serve(pair, SSL_TLSEXT_ERR_OK);
    assert_true(pair_handshake(pair));
    assert_int_equal(server.calls, 1);
    assert_string_equal(server.name, "(none)");
    assert_null(SSL_get_servername(pair->server, TLSEXT_NAMETYPE_host_name));
    assert_int_equal(SSL_get_servername_type(pair->server), -1);
}

static void noack_goes_on(void **state) {
    struct pair *pair = *state;

    serve(pair, SSL_TLSEXT_ERR_NOACK);
    SSL_set_tlsext_host_name(pair->client, "localhost");
    assert_true(pair_handshake(pair));
    assert_int_equal(server.calls, 1);
}

static void alert_warning_goes_on(void **state) {
    struct pair *pair = *state;
    struct alert_log log;

    serve(pair, SSL_TLSEXT_ERR_ALERT_WARNING);
    SSL_set_tlsext_host_name(pair->client, "localhost");
    note_alerts(pair->server, &log);
    assert_true(pair_handshake(pair));
    /* TLS 1.3 has no warnings to send. */
    assert_int_equal(log.sent, pair->version == TLS1_3_VERSION ? 0 : 1);
    if (log.sent != 0) {
        assert_int_equal(log.sent_level, SSL3_AL_WARNING);
        assert_int_equal(log.sent_code, SSL_AD_UNRECOGNIZED_NAME);
    }
}

static void alert_fatal_ends_the_handshake(void **state) {
    struct pair *pair = *state;
    struct alert_log log;

    serve(pair, SSL_TLSEXT_ERR_ALERT_FATAL);
    SSL_set_tlsext_host_name(pair->client, "localhost");
    note_alerts(pair->server, &log);
    assert_false(pair_handshake(pair));
    assert_int_equal(log.sent_level, SSL3_AL_FATAL);
    assert_int_equal(log.sent_code, SSL_AD_UNRECOGNIZED_NAME);
    assert_int_equal(pair->server_failure, SSL_R_CALLBACK_FAILED);
    assert_int_equal(pair->client_failure, SSL_R_TLSV1_UNRECOGNIZED_NAME);
}

static void the_callback_chooses_the_alert(void **state) {
    struct pair *pair = *state;
    struct alert_log log;

    serve(pair, SSL_TLSEXT_ERR_ALERT_FATAL);
    server.alert = SSL_AD_ACCESS_DENIED;
    SSL_set_tlsext_host_name(pair->client, "localhost");
    note_alerts(pair->server, &log);
    assert_false(pair_handshake(pair));
    assert_int_equal(log.sent_code, SSL_AD_ACCESS_DENIED);
    assert_int_equal(pair->client_failure, SSL_R_TLSV1_ALERT_ACCESS_DENIED);
}

static void another_context_brings_its_certificate(void **state) {
    struct pair *pair = *state;
    SSL_CTX *second = server_context(pair->version);

    use_identity(second, SERVER_EC_2);
    serve(pair, SSL_TLSEXT_ERR_OK);
    server.replacement = second;
    SSL_set_tlsext_host_name(pair->client, "second.example");
    SSL_set1_host(pair->client, "second.example");
    assert_true(pair_handshake(pair));
    assert_ptr_equal(SSL_get_SSL_CTX(pair->server), second);
    assert_int_equal(X509_cmp(SSL_get0_peer_certificate(pair->client), identity_cert(SERVER_EC_2)),
                     0);
    assert_ptr_equal(SSL_get_certificate(pair->server), identity_cert(SERVER_EC_2));
    SSL_CTX_free(second);
    /* The connection holds its own reference. */
    pair_exchange(pair->client, pair->server, "switched");
}

static void setting_the_same_context_changes_nothing(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_ptr_equal(SSL_set_SSL_CTX(pair->server, pair->server_ctx), pair->server_ctx);
    assert_ptr_equal(SSL_get_SSL_CTX(pair->server), pair->server_ctx);
    assert_true(pair_handshake(pair));
}

static void null_goes_back_to_the_initial_context(void **state) {
    struct pair *pair = *state;
    SSL_CTX *second = server_context(pair->version);

    pair_open(pair, MEMORY);
    SSL_set_SSL_CTX(pair->server, second);
    assert_ptr_equal(SSL_get_SSL_CTX(pair->server), second);
    assert_ptr_equal(SSL_set_SSL_CTX(pair->server, NULL), pair->server_ctx);
    assert_ptr_equal(SSL_get_SSL_CTX(pair->server), pair->server_ctx);
    SSL_CTX_free(second);
}

static void names_of_the_wrong_length_are_refused(void **state) {
    struct pair *pair = *state;
    char name[300];

    pair_open(pair, MEMORY);
    memset(name, 'a', sizeof(name));
    name[256] = '\0';
    assert_int_equal(SSL_set_tlsext_host_name(pair->client, name), 0);
    assert_ssl_error(SSL_R_SSL3_EXT_INVALID_SERVERNAME);
    assert_int_equal(SSL_set_tlsext_host_name(pair->client, ""), 0);
    assert_ssl_error(SSL_R_SSL3_EXT_INVALID_SERVERNAME);
    name[255] = '\0';
    assert_int_equal(SSL_set_tlsext_host_name(pair->client, name), 1);
    assert_int_equal(SSL_set_tlsext_host_name(pair->client, NULL), 1);
    assert_null(SSL_get_servername(pair->client, TLSEXT_NAMETYPE_host_name));
}

static void only_host_names_are_known(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_ctrl(pair->client, SSL_CTRL_SET_TLSEXT_HOSTNAME, 1, (void *)"x"), 0);
    assert_ssl_error(SSL_R_SSL3_EXT_INVALID_SERVERNAME_TYPE);
    SSL_set_tlsext_host_name(pair->client, "localhost");
    assert_null(SSL_get_servername(pair->client, 1));
}

static void before_the_handshake_the_client_knows_its_name(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    SSL_set_tlsext_host_name(pair->client, "localhost");
    assert_string_equal(SSL_get_servername(pair->client, TLSEXT_NAMETYPE_host_name), "localhost");
    assert_null(SSL_get_servername(pair->server, TLSEXT_NAMETYPE_host_name));
}

static void expect_name_as_it_is(struct pair *pair, const char *name) {
    serve(pair, SSL_TLSEXT_ERR_OK);
    assert_int_equal(SSL_set_tlsext_host_name(pair->client, name), 1);
    assert_true(pair_handshake(pair));
    assert_string_equal(server.name, name);
}

static void an_underscore_and_capitals_are_sent_as_they_are(void **state) {
    expect_name_as_it_is(*state, "under_score.Example");
}

static void a_trailing_dot_is_sent_as_it_is(void **state) {
    expect_name_as_it_is(*state, "example.com.");
}

static void an_address_is_sent_as_it_is(void **state) {
    expect_name_as_it_is(*state, "127.0.0.1");
}

/* Nor does OpenSSL ask whether the name could be one. */
static void a_wildcard_is_sent_as_it_is(void **state) {
    expect_name_as_it_is(*state, "*.wild.example");
}

static void a_hyphen_in_front_is_sent_as_it_is(void **state) {
    expect_name_as_it_is(*state, "-lead.example");
}

static void blanks_and_ports_are_sent_as_they_are(void **state) {
    expect_name_as_it_is(*state, "sp ace.example:443");
}

static void without_a_callback_the_name_is_not_acknowledged(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_tlsext_host_name(pair->client, "a.example"), 1);
    assert_true(pair_handshake(pair));
    /* A client's session has the name that its server has accepted. */
    assert_null(SSL_SESSION_get0_hostname(SSL_get_session(pair->client)));
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(the_callback_sees_the_clients_name),
    CASE_VERSIONS(without_a_name_the_callback_is_called_too),
    CASE_VERSIONS(noack_goes_on),
    CASE_VERSIONS(alert_warning_goes_on),
    CASE_VERSIONS(alert_fatal_ends_the_handshake),
    CASE_VERSIONS(the_callback_chooses_the_alert),
    CASE_VERSIONS(another_context_brings_its_certificate),
    CASE_VERSIONS(setting_the_same_context_changes_nothing),
    CASE_VERSIONS(null_goes_back_to_the_initial_context),
    CASE_VERSIONS(without_a_callback_the_name_is_not_acknowledged),
    CASE(names_of_the_wrong_length_are_refused),
    CASE(only_host_names_are_known),
    CASE(before_the_handshake_the_client_knows_its_name),
    CASE_VERSIONS(an_underscore_and_capitals_are_sent_as_they_are),
    CASE_VERSIONS(a_trailing_dot_is_sent_as_it_is),
    CASE_VERSIONS(an_address_is_sent_as_it_is),
    CASE_VERSIONS(a_wildcard_is_sent_as_it_is),
    CASE_VERSIONS(a_hyphen_in_front_is_sent_as_it_is),
    CASE_VERSIONS(blanks_and_ports_are_sent_as_they_are),
};

CASES_MAIN(cases)
