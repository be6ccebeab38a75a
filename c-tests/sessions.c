/* Sessions: resumption with tickets and with the cache, the getters of SSL_SESSION, copies and
 * serialisation. */
#include "harness.h"

#include <time.h>

static void is_resumed_with_a_ticket(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    resumption_prepare(pair);
    session = resumption_first(pair);
    assert_int_equal(SSL_SESSION_has_ticket(session), 1);
    assert_int_equal(SSL_SESSION_is_resumable(session), 1);
    assert_int_equal(resumption_second(pair, session), 1);
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_OK);
    assert_int_equal(X509_cmp(SSL_get0_peer_certificate(pair->client), identity_cert(SERVER_EC)),
                     0);
    SSL_SESSION_free(session);
}

static void is_resumed_from_the_servers_cache(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    resumption_prepare(pair);
    SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    session = resumption_first(pair);
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 1);
    assert_int_equal(resumption_second(pair, session), 1);
    assert_int_equal(SSL_CTX_sess_hits(pair->server_ctx), 1);
    SSL_SESSION_free(session);
}

static void without_ticket_and_cache_it_is_not_resumed(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    resumption_prepare(pair);
    SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(pair->server_ctx, SSL_SESS_CACHE_OFF);
    session = resumption_first(pair);
    assert_int_equal(SSL_CTX_sess_number(pair->server_ctx), 0);
    assert_int_equal(resumption_second(pair, session), 0);
    SSL_SESSION_free(session);
}

static void without_tickets_a_tls13_session_is_not_resumable(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    resumption_prepare(pair);
    SSL_CTX_set_num_tickets(pair->server_ctx, 0);
    session = resumption_first(pair);
    assert_int_equal(SSL_SESSION_is_resumable(session), 0);
    assert_int_equal(resumption_second(pair, session), 0);
    SSL_SESSION_free(session);
}

static void another_server_does_not_resume_it(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    resumption_prepare(pair);
    session = resumption_first(pair);
    pair_close(pair);
    SSL_CTX_free(pair->server_ctx);
    pair->server_ctx = server_context(pair->version);
    resumption_prepare(pair);
    assert_int_equal(resumption_second(pair, session), 0);
    SSL_SESSION_free(session);
}

static void two_servers_with_the_same_ticket_keys_do(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;
    unsigned char keys[80];

    resumption_prepare(pair);
    assert_int_equal(SSL_CTX_get_tlsext_ticket_keys(pair->server_ctx, NULL, 0), 80);
    assert_int_equal(SSL_CTX_get_tlsext_ticket_keys(pair->server_ctx, keys, 80), 1);
    session = resumption_first(pair);
    pair_close(pair);
    SSL_CTX_free(pair->server_ctx);
    pair->server_ctx = server_context(pair->version);
    resumption_prepare(pair);
    assert_int_equal(SSL_CTX_set_tlsext_ticket_keys(pair->server_ctx, keys, 80), 1);
    assert_int_equal(resumption_second(pair, session), 1);
    SSL_SESSION_free(session);
}

static void another_id_context_does_not_resume_it(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    resumption_prepare(pair);
    session = resumption_first(pair);
    SSL_CTX_set_session_id_context(pair->server_ctx, (const unsigned char *)"other", 5);
    assert_int_equal(resumption_second(pair, session), 0);
    SSL_SESSION_free(session);
}

static void with_client_certificates_the_id_context_is_required(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    resumption_prepare(pair);
    SSL_CTX_set_session_id_context(pair->server_ctx, NULL, 0);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(pair->server_ctx), identity_cert(CA));
    SSL_CTX_set_verify(pair->server_ctx, SSL_VERIFY_PEER, NULL);
    use_identity(pair->client_ctx, CLIENT_EC);
    session = resumption_first(pair);
    pair_open(pair, MEMORY);
    SSL_set_session(pair->client, session);
    assert_false(pair_handshake(pair));
    assert_int_equal(pair->server_failure, SSL_R_SESSION_ID_CONTEXT_UNINITIALIZED);
    SSL_SESSION_free(session);
}

static void a_resumed_session_keeps_the_clients_certificate(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    resumption_prepare(pair);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(pair->server_ctx), identity_cert(CA));
    SSL_CTX_set_verify(pair->server_ctx, SSL_VERIFY_PEER, NULL);
    use_identity(pair->client_ctx, CLIENT_EC);
    session = resumption_first(pair);
    assert_int_equal(resumption_second(pair, session), 1);
    assert_int_equal(X509_cmp(SSL_get0_peer_certificate(pair->server), identity_cert(CLIENT_EC)),
                     0);
    SSL_SESSION_free(session);
}

static void an_id_context_has_a_maximum_length(void **state) {
    struct pair *pair = *state;
    unsigned char bytes[33] = {0};

    assert_int_equal(SSL_CTX_set_session_id_context(pair->server_ctx, bytes, 32), 1);
    assert_int_equal(SSL_CTX_set_session_id_context(pair->server_ctx, bytes, 33), 0);
    assert_ssl_error(SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_session_id_context(pair->server, bytes, 33), 0);
    assert_ssl_error(SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG);
}

static void an_expired_session_is_not_resumed(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    resumption_prepare(pair);
    session = resumption_first(pair);
    assert_int_equal(SSL_SESSION_set_time(session, (long)time(NULL) - 20000),
                     (long)time(NULL) - 20000);
    /* In TLS 1.2 the ticket is the server's to judge, and it still finds it young. */
    assert_int_equal(resumption_second(pair, session), pair->version == TLS1_2_VERSION);
    SSL_SESSION_free(session);
}

static void the_contexts_timeout_goes_into_the_session(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    resumption_prepare(pair);
    SSL_CTX_set_timeout(pair->client_ctx, 77);
    SSL_CTX_set_timeout(pair->server_ctx, 88);
    session = resumption_first(pair);
    assert_int_equal(SSL_SESSION_get_timeout(session), 77);
    assert_int_equal(SSL_SESSION_get_ticket_lifetime_hint(session), 88);
    assert_in_range(SSL_SESSION_get_time(session), (long)time(NULL) - 60, (long)time(NULL) + 1);
    assert_int_equal(SSL_SESSION_set_timeout(session, 99), 1);
    assert_int_equal(SSL_SESSION_get_timeout(session), 99);
    SSL_SESSION_free(session);
}

static void a_tls13_ticket_is_promised_for_a_week_at_most(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    resumption_prepare(pair);
    SSL_CTX_set_timeout(pair->server_ctx, 30 * 86400);
    session = resumption_first(pair);
    assert_int_equal(SSL_SESSION_get_ticket_lifetime_hint(session),
                     pair->version == TLS1_3_VERSION ? 7 * 86400 : 30 * 86400);
    SSL_SESSION_free(session);
}

static void a_stateful_ticket_lasts_as_long_as_its_session(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    resumption_prepare(pair);
    SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_timeout(pair->server_ctx, 88);
    session = resumption_first(pair);
    assert_int_equal(SSL_SESSION_get_ticket_lifetime_hint(session), 88);
    SSL_SESSION_free(session);
}

static int acknowledge_name(SSL *ssl, int *alert, void *argument) {
    (void)ssl;
    (void)alert;
    (void)argument;
    return SSL_TLSEXT_ERR_OK;
}

static void the_sessions_facts(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;
    const unsigned char *data;
    unsigned length;
    size_t ticket_length;

    resumption_prepare(pair);
    SSL_CTX_set_tlsext_servername_callback(pair->server_ctx, acknowledge_name);
    pair_open(pair, MEMORY);
    SSL_set_tlsext_host_name(pair->client, "localhost");
    assert_true(pair_handshake(pair));
    pair_exchange(pair->server, pair->client, "after the ticket");
    session = SSL_get_session(pair->client);
    assert_int_equal(SSL_SESSION_get_protocol_version(session), pair->version);
    assert_ptr_equal(SSL_SESSION_get0_cipher(session), SSL_get_current_cipher(pair->client));
    assert_string_equal(SSL_SESSION_get0_hostname(session), "localhost");
    assert_int_equal(X509_cmp(SSL_SESSION_get0_peer(session), identity_cert(SERVER_EC)), 0);
    data = SSL_SESSION_get_id(session, &length);
    assert_non_null(data);
    assert_int_equal(length, 32);
    SSL_SESSION_get0_ticket(session, &data, &ticket_length);
    assert_non_null(data);
    assert_true(ticket_length > 16);
    data = SSL_SESSION_get0_id_context(session, &length);
    assert_int_equal(length, 0);
    data = SSL_SESSION_get0_id_context(SSL_get_session(pair->server), &length);
    assert_int_equal(length, sizeof(resumption_id_context));
    assert_memory_equal(data, resumption_id_context, length);
    assert_int_equal(SSL_SESSION_get_max_early_data(session), 0);
    assert_int_equal(SSL_SESSION_get_compress_id(session), 0);
}

static void the_master_key_is_the_same_on_both_sides(void **state) {
    struct pair *pair = *state;
    unsigned char client[64], server[64];
    size_t length;

    pair_connect(pair, MEMORY);
    length = SSL_SESSION_get_master_key(SSL_get_session(pair->client), NULL, 0);
    assert_int_equal(length, 48);
    length = SSL_SESSION_get_master_key(SSL_get_session(pair->client), client, sizeof(client));
    assert_int_equal(length, 48);
    length = SSL_SESSION_get_master_key(SSL_get_session(pair->server), server, sizeof(server));
    assert_int_equal(length, 48);
    assert_memory_equal(client, server, length);
}

static int ticket_result;

static SSL_TICKET_RETURN on_decrypt(SSL *ssl, SSL_SESSION *session, const unsigned char *name,
                                    size_t length, SSL_TICKET_STATUS status, void *argument) {
    void *data = NULL;
    size_t data_length = 0;

    (void)ssl;
    (void)name;
    (void)length;
    (void)argument;
    if (status != SSL_TICKET_SUCCESS && status != SSL_TICKET_SUCCESS_RENEW)
        return SSL_TICKET_RETURN_IGNORE_RENEW;
    SSL_SESSION_get0_ticket_appdata(session, &data, &data_length);
    assert_int_equal(data_length, 6);
    assert_memory_equal(data, "within", 6);
    return ticket_result;
}

static int on_generate(SSL *ssl, void *argument) {
    (void)argument;
    return SSL_SESSION_set1_ticket_appdata(SSL_get_session(ssl), "within", 6);
}

static void application_data_travels_in_the_ticket(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    resumption_prepare(pair);
    SSL_CTX_set_session_cache_mode(pair->server_ctx, SSL_SESS_CACHE_OFF);
    assert_int_equal(SSL_CTX_set_session_ticket_cb(pair->server_ctx, on_generate, on_decrypt, NULL),
                     1);
    session = resumption_first(pair);
    ticket_result = SSL_TICKET_RETURN_USE;
    assert_int_equal(resumption_second(pair, session), 1);
    SSL_SESSION_free(session);
    session = resumption_first(pair);
    ticket_result = SSL_TICKET_RETURN_IGNORE;
    assert_int_equal(resumption_second(pair, session), 0);
    SSL_SESSION_free(session);
}

static void a_session_survives_serialisation(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session, *copy;
    unsigned char *der = NULL;
    const unsigned char *at;
    int length;

    resumption_prepare(pair);
    session = resumption_first(pair);
    length = i2d_SSL_SESSION(session, &der);
    assert_true(length > 100);
    assert_int_equal(i2d_SSL_SESSION(session, NULL), length);
    at = der;
    copy = d2i_SSL_SESSION(NULL, &at, length);
    assert_non_null(copy);
    assert_ptr_equal(at, der + length);
    assert_int_equal(SSL_SESSION_get_protocol_version(copy), pair->version);
    assert_int_equal(resumption_second(pair, copy), 1);
    SSL_SESSION_free(copy);
    SSL_SESSION_free(session);
    OPENSSL_free(der);
    at = (const unsigned char *)"no session";
    assert_null(d2i_SSL_SESSION(NULL, &at, 10));
    assert_some_error();
}

static void dup_makes_an_independent_copy(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session, *copy;

    resumption_prepare(pair);
    session = resumption_first(pair);
    copy = SSL_SESSION_dup(session);
    assert_non_null(copy);
    assert_ptr_not_equal(copy, session);
    SSL_SESSION_free(session);
    assert_int_equal(resumption_second(pair, copy), 1);
    SSL_SESSION_free(copy);
}

static void setting_null_forgets_it(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    resumption_prepare(pair);
    session = resumption_first(pair);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_session(pair->client, session), 1);
    assert_ptr_equal(SSL_get_session(pair->client), session);
    assert_int_equal(SSL_set_session(pair->client, NULL), 1);
    assert_null(SSL_get_session(pair->client));
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_session_reused(pair->client), 0);
    SSL_SESSION_free(session);
}

static void a_session_of_a_disabled_version_is_not_offered(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;
    int other = pair->version == TLS1_3_VERSION ? TLS1_2_VERSION : TLS1_3_VERSION;

    resumption_prepare(pair);
    session = resumption_first(pair);
    SSL_CTX_set_min_proto_version(pair->client_ctx, 0);
    SSL_CTX_set_max_proto_version(pair->client_ctx, other);
    SSL_CTX_set_min_proto_version(pair->client_ctx, other);
    SSL_CTX_set_min_proto_version(pair->server_ctx, TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(pair->server_ctx, TLS1_3_VERSION);
    assert_int_equal(resumption_second(pair, session), 0);
    SSL_SESSION_free(session);
}

/* What another part of a client has verified otherwise, or not at all, does not count here. */
static void a_client_refuses_a_session_of_another_id_context(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    resumption_prepare(pair);
    session = resumption_first(pair);
    pair_close(pair);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_session(pair->client, session), 1);
    assert_int_equal(SSL_set_session_id_context(pair->client, (const void *)"strict", 6), 1);
    assert_false(pair_handshake(pair));
    assert_int_equal(pair->client_failure, SSL_R_ATTEMPT_TO_REUSE_SESSION_IN_DIFFERENT_CONTEXT);
    assert_int_equal(pair->server_failure, SSL_R_SSLV3_ALERT_ILLEGAL_PARAMETER);
    SSL_SESSION_free(session);
}

/* Whether a client resumes a session of that age in seconds, by its own clock. */
static int resumes_at_age(struct pair *pair, long age) {
    SSL_SESSION *session = resumption_first(pair);
    int resumed;

    SSL_SESSION_set_time(session, SSL_SESSION_get_time(session) - age);
    resumed = resumption_second(pair, session);
    SSL_SESSION_free(session);
    resumption_close(pair);
    pair_close(pair);
    return resumed;
}

static void a_clients_ticket_has_an_age(void **state) {
    struct pair *pair = *state;

    resumption_prepare(pair);
    assert_int_equal(resumes_at_age(pair, 0), 1);
    assert_int_equal(resumes_at_age(pair, SSL_CTX_get_timeout(pair->server_ctx) + 1), 1);
    assert_int_equal(resumes_at_age(pair, SSL_CTX_get_timeout(pair->server_ctx) + 5), 0);
    assert_int_equal(resumes_at_age(pair, -500), 0);
    assert_int_equal(resumes_at_age(pair, -100000), 0);
}

static void a_client_whose_ticket_is_not_taken_gets_an_id(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;
    unsigned length;
    int resumed;

    resumption_prepare(pair);
    session = resumption_first(pair);
    SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TICKET);
    resumed = resumption_second(pair, session);
    SSL_SESSION_free(session);
    assert_false(resumed);
    SSL_SESSION_get_id(SSL_get_session(pair->client), &length);
    assert_int_equal(length, 32);
}

static const struct CMUnitTest cases[] = {
    CASE(a_clients_ticket_has_an_age),
    CASE_VERSIONS(is_resumed_with_a_ticket),
    CASE_VERSIONS(is_resumed_from_the_servers_cache),
    CASE_VERSIONS(without_ticket_and_cache_it_is_not_resumed),
    CASE(without_tickets_a_tls13_session_is_not_resumable),
    CASE_VERSIONS(another_server_does_not_resume_it),
    CASE_VERSIONS(two_servers_with_the_same_ticket_keys_do),
    CASE_VERSIONS(another_id_context_does_not_resume_it),
    CASE_VERSIONS(with_client_certificates_the_id_context_is_required),
    CASE_VERSIONS(a_resumed_session_keeps_the_clients_certificate),
    CASE(an_id_context_has_a_maximum_length),
    CASE_VERSIONS(an_expired_session_is_not_resumed),
    CASE_VERSIONS(the_contexts_timeout_goes_into_the_session),
    CASE_VERSIONS(a_tls13_ticket_is_promised_for_a_week_at_most),
    CASE(a_stateful_ticket_lasts_as_long_as_its_session),
    CASE_VERSIONS(the_sessions_facts),
    CASE_TLS12(the_master_key_is_the_same_on_both_sides),
    CASE_VERSIONS(application_data_travels_in_the_ticket),
    CASE_VERSIONS(a_session_survives_serialisation),
    CASE_VERSIONS(dup_makes_an_independent_copy),
    CASE_VERSIONS(setting_null_forgets_it),
    CASE_VERSIONS(a_session_of_a_disabled_version_is_not_offered),
    CASE_VERSIONS(a_client_refuses_a_session_of_another_id_context),
    CASE_TLS12(a_client_whose_ticket_is_not_taken_gets_an_id),
};

CASES_MAIN(cases)
