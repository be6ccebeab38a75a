/* The getters of an established connection. */
#include "harness.h"

static void extended_master_secret_and_secure_renegotiation(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    /* Of TLS 1.2; TLS 1.3 has no need of it. */
    assert_int_equal(SSL_get_extms_support(pair->subject), pair->version == TLS1_2_VERSION);
    /* A server of TLS 1.3 still sees the client's signal. */
    assert_int_equal(SSL_get_secure_renegotiation_support(pair->subject),
                     pair->version == TLS1_2_VERSION || pair->subject_is_server);
    assert_int_equal(SSL_total_renegotiations(pair->subject), 0);
    assert_int_equal(SSL_num_renegotiations(pair->subject), 0);
    assert_int_equal(SSL_clear_num_renegotiations(pair->subject), 0);
    assert_int_equal(SSL_renegotiate_pending(pair->subject), 0);
}

static void before_the_handshake_they_are_unknown(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_get_extms_support(pair->subject), -1);
    assert_int_equal(SSL_get_secure_renegotiation_support(pair->subject), 0);
    assert_null(SSL_get_peer_cert_chain(pair->subject));
    assert_null(SSL_get0_verified_chain(pair->subject));
    assert_int_equal(SSL_session_reused(pair->subject), 0);
    assert_int_equal(SSL_get_early_data_status(pair->subject), SSL_EARLY_DATA_NOT_SENT);
}

static void there_is_no_compression(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_null(SSL_get_current_compression(pair->subject));
    assert_null(SSL_get_current_expansion(pair->subject));
}

static void the_ephemeral_keys_are_visible(void **state) {
    struct pair *pair = *state;
    EVP_PKEY *peers = NULL, *own = NULL;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_peer_tmp_key(pair->client, &peers), 1);
    assert_int_equal(EVP_PKEY_get_id(peers), EVP_PKEY_X25519);
    EVP_PKEY_free(peers);
    if (SSL_get_tmp_key(pair->client, &own))
        EVP_PKEY_free(own);
    /* Its older name. */
    assert_int_equal(SSL_get_server_tmp_key(pair->client, &peers), 1);
    EVP_PKEY_free(peers);
}

static void the_certificate_used_is_known(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_ptr_equal(SSL_get_certificate(pair->server), identity_cert(SERVER_EC));
    assert_ptr_equal(SSL_get_privatekey(pair->server), identity_key(SERVER_EC));
    assert_null(SSL_get_certificate(pair->client));
}

static void the_transport_counts_bytes(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, SOCKETPAIR);
    assert_true(BIO_number_read(SSL_get_rbio(pair->subject)) > 100);
    assert_true(BIO_number_written(SSL_get_wbio(pair->subject)) > 100);
    assert_int_equal(BIO_number_written(SSL_get_wbio(pair->subject)),
                     BIO_number_read(SSL_get_rbio(pair->peer)));
}

static void default_timeout_and_sizes(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_default_timeout(pair->subject), 7200);
    assert_int_equal(SSL_get_max_cert_list(pair->subject), 100 * 1024);
    assert_int_equal(SSL_get_max_early_data(pair->subject), 0);
    assert_int_equal(SSL_get_recv_max_early_data(pair->subject), 16384);
    assert_int_equal(SSL_get_quiet_shutdown(pair->subject), 0);
}

static void a_connection_is_printed_by_its_session(void **state) {
    struct pair *pair = *state;
    BIO *out = BIO_new(BIO_s_mem());
    char *text;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_SESSION_print(out, SSL_get_session(pair->subject)), 1);
    BIO_write(out, "", 1);
    BIO_get_mem_data(out, &text);
    assert_non_null(strstr(text, "SSL-Session:"));
    assert_non_null(strstr(text, pair->version == TLS1_3_VERSION ? "Protocol  : TLSv1.3"
                                                                 : "Protocol  : TLSv1.2"));
    assert_non_null(strstr(text, "Verify return code: 0 (ok)"));
    BIO_free(out);
}

static void one_handshake_is_counted_once(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_CTX_sess_connect(pair->client_ctx), 1);
    assert_int_equal(SSL_CTX_sess_connect_good(pair->client_ctx), 1);
    assert_int_equal(SSL_CTX_sess_accept(pair->server_ctx), 1);
    assert_int_equal(SSL_CTX_sess_accept_good(pair->server_ctx), 1);
    assert_int_equal(SSL_CTX_sess_connect(pair->server_ctx), 0);
}

static void a_failed_handshake_is_not_good(void **state) {
    struct pair *pair = *state;

    use_identity(pair->server_ctx, SERVER_UNTRUSTED);
    pair_open(pair, MEMORY);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_CTX_sess_connect(pair->client_ctx), 1);
    assert_int_equal(SSL_CTX_sess_connect_good(pair->client_ctx), 0);
    assert_int_equal(SSL_CTX_sess_accept(pair->server_ctx), 1);
    assert_int_equal(SSL_CTX_sess_accept_good(pair->server_ctx), 0);
}

static void in_init_is_true_until_the_end(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_true(SSL_in_before(pair->client));
    assert_int_equal(handshake_step(pair->client), 0);
    assert_false(SSL_in_before(pair->client));
    assert_true(SSL_in_init(pair->client));
    assert_true(SSL_in_connect_init(pair->client));
    assert_false(SSL_in_accept_init(pair->client));
    assert_false(SSL_is_init_finished(pair->client));
    assert_int_equal(handshake_step(pair->server), 0);
    assert_true(SSL_in_accept_init(pair->server));
    assert_true(pair_handshake(pair));
    assert_false(SSL_in_init(pair->client));
}

static void read_ahead_is_any_int(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_set_read_ahead(pair->subject_ctx, 3), 0);
    assert_int_equal(SSL_CTX_get_read_ahead(pair->subject_ctx), 3);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_get_read_ahead(pair->subject), 3);
    SSL_set_read_ahead(pair->subject, -5);
    assert_int_equal(SSL_get_read_ahead(pair->subject), -5);
}

static void note_info(const SSL *ssl, int where, int value) {
    (void)ssl, (void)where, (void)value;
}

static void the_info_callback_is_the_connections_own(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_info_callback(pair->subject_ctx, note_info);
    pair_open(pair, MEMORY);
    assert_null(SSL_get_info_callback(pair->subject));
    SSL_set_info_callback(pair->subject, note_info);
    assert_ptr_equal(SSL_get_info_callback(pair->subject), note_info);
}

static void there_is_no_descriptor_without_a_transport(void **state) {
    struct pair *pair = *state;
    SSL *ssl = SSL_new(pair->subject_ctx);

    assert_int_equal(SSL_get_fd(ssl), -1);
    assert_some_error();
    assert_int_equal(SSL_get_wfd(ssl), -1);
    assert_some_error();
    SSL_free(ssl);
}

static void max_fragment_length_is_negotiated(void **state) {
    struct pair *pair = *state;
    struct record record;
    static char data[2000];

    assert_int_equal(
        SSL_CTX_set_tlsext_max_fragment_length(pair->client_ctx, TLSEXT_max_fragment_length_512),
        1);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_SESSION_get_max_fragment_length(SSL_get_session(pair->client)),
                     TLSEXT_max_fragment_length_512);
    assert_int_equal(SSL_write(pair->subject, data, sizeof(data)), sizeof(data));
    assert_int_equal(records_in(pair->from_subject, &record, 1), 4);
    assert_int_equal(record.length, protected_length(pair->version, 512));
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(extended_master_secret_and_secure_renegotiation),
    CASE_ALL(before_the_handshake_they_are_unknown),
    CASE_ALL(there_is_no_compression),
    CASE_VERSIONS(the_ephemeral_keys_are_visible),
    CASE_VERSIONS(the_certificate_used_is_known),
    CASE_ALL(the_transport_counts_bytes),
    CASE_ALL(default_timeout_and_sizes),
    CASE_ALL(a_connection_is_printed_by_its_session),
    CASE_VERSIONS(one_handshake_is_counted_once),
    CASE_VERSIONS(a_failed_handshake_is_not_good),
    CASE_VERSIONS(in_init_is_true_until_the_end),
    CASE_ALL(max_fragment_length_is_negotiated),
    CASE_ALL(read_ahead_is_any_int),
    CASE_ALL(the_info_callback_is_the_connections_own),
    CASE(there_is_no_descriptor_without_a_transport),
};

CASES_MAIN(cases)
