/* NULL arguments and other misuse that OpenSSL itself survives. */
#include "harness.h"

static void null_frees(void **state) {
    (void)state;
    SSL_free(NULL);
    SSL_CTX_free(NULL);
    SSL_SESSION_free(NULL);
    SSL_CONF_CTX_free(NULL);
    assert_no_error();
}

static void null_method(void **state) {
    (void)state;
    assert_null(SSL_CTX_new(NULL));
    assert_ssl_error(SSL_R_NULL_SSL_METHOD_PASSED);
}

static void null_ctx_for_new(void **state) {
    (void)state;
    assert_null(SSL_new(NULL));
    assert_ssl_error(SSL_R_NULL_SSL_CTX);
}

static void null_certificates(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_CTX_use_certificate(pair->client_ctx, NULL), 0);
    assert_ssl_error(ERR_R_PASSED_NULL_PARAMETER);
    assert_int_equal(SSL_use_certificate(pair->client, NULL), 0);
    assert_ssl_error(ERR_R_PASSED_NULL_PARAMETER);
    assert_int_equal(SSL_CTX_use_PrivateKey(pair->client_ctx, NULL), 0);
    assert_ssl_error(ERR_R_PASSED_NULL_PARAMETER);
    assert_int_equal(SSL_use_PrivateKey(pair->client, NULL), 0);
    assert_ssl_error(ERR_R_PASSED_NULL_PARAMETER);
    assert_int_equal(SSL_CTX_use_RSAPrivateKey(pair->client_ctx, NULL), 0);
    assert_ssl_error(ERR_R_PASSED_NULL_PARAMETER);
}

static void null_locations(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_load_verify_locations(pair->client_ctx, NULL, NULL), 0);
    ERR_clear_error();
}

static void null_checks_of_keys(void **state) {
    (void)state;
    assert_int_equal(SSL_CTX_check_private_key(NULL), 0);
    assert_ssl_error(SSL_R_NO_CERTIFICATE_ASSIGNED);
    assert_int_equal(SSL_check_private_key(NULL), 0);
    assert_ssl_error(ERR_R_PASSED_NULL_PARAMETER);
}

static void null_getters(void **state) {
    (void)state;
    assert_null(SSL_get_ciphers(NULL));
    assert_null(SSL_CTX_get_ciphers(NULL));
    assert_null(SSL_get_cipher_list(NULL, 0));
    assert_null(SSL_get_client_ciphers(NULL));
    assert_null(SSL_get1_supported_ciphers(NULL));
    assert_null(SSL_get1_peer_certificate(NULL));
    assert_null(SSL_get0_peer_certificate(NULL));
    assert_null(SSL_get_peer_cert_chain(NULL));
    assert_no_error();
}

static void null_ciphers(void **state) {
    (void)state;
    assert_string_equal(SSL_CIPHER_get_name(NULL), "(NONE)");
    assert_string_equal(SSL_CIPHER_get_version(NULL), "(NONE)");
    assert_string_equal(SSL_CIPHER_standard_name(NULL), "(NONE)");
    assert_int_equal(SSL_CIPHER_get_bits(NULL, NULL), 0);
    assert_string_equal(OPENSSL_cipher_name(NULL), "(NONE)");
}

static void null_sessions(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_SESSION_get_time(NULL), 0);
    assert_int_equal(SSL_SESSION_get_timeout(NULL), 0);
    assert_int_equal(SSL_SESSION_set_time(NULL, 1), 0);
    assert_int_equal(SSL_SESSION_set_timeout(NULL, 1), 0);
    assert_int_equal(SSL_CTX_set_timeout(NULL, 1), 0);
    assert_int_equal(SSL_CTX_get_timeout(NULL), 0);
    assert_int_equal(SSL_CTX_remove_session(pair->client_ctx, NULL), 0);
    assert_int_equal(SSL_set_session(pair->client, NULL), 1);
    assert_int_equal(i2d_SSL_SESSION(NULL, NULL), 0);
    assert_no_error();
}

static void null_session_has_nothing_to_serialise(void **state) {
    (void)state;
    SSL_SESSION *session = SSL_SESSION_new();

    assert_int_equal(i2d_SSL_SESSION(session, NULL), 0);
    SSL_SESSION_free(session);
}

static void null_clear(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);

    assert_int_equal(SSL_clear(ssl), 1);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void null_bios(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    SSL_set_bio(pair->client, NULL, NULL);
    assert_null(SSL_get_rbio(pair->client));
    SSL_set0_rbio(pair->client, NULL);
    SSL_set0_wbio(pair->client, NULL);
    assert_int_equal(SSL_get_fd(pair->client), -1);
}

static void null_callbacks(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_info_callback(pair->subject_ctx, NULL);
    SSL_CTX_set_msg_callback(pair->subject_ctx, NULL);
    SSL_CTX_set_keylog_callback(pair->subject_ctx, NULL);
    SSL_CTX_set_cert_cb(pair->subject_ctx, NULL, NULL);
    SSL_CTX_set_client_hello_cb(pair->subject_ctx, NULL, NULL);
    SSL_CTX_set_alpn_select_cb(pair->subject_ctx, NULL, NULL);
    SSL_CTX_set_tlsext_servername_callback(pair->subject_ctx, NULL);
    SSL_CTX_set_cert_verify_callback(pair->subject_ctx, NULL, NULL);
    SSL_CTX_sess_set_new_cb(pair->subject_ctx, NULL);
    SSL_CTX_sess_set_get_cb(pair->subject_ctx, NULL);
    SSL_CTX_sess_set_remove_cb(pair->subject_ctx, NULL);
    SSL_CTX_set_default_passwd_cb(pair->subject_ctx, NULL);
    pair_connect(pair, MEMORY);
}

static void null_names(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set1_host(pair->client, NULL), 1);
    assert_int_equal(SSL_set1_host(pair->client, ""), 1);
    assert_int_equal(SSL_set_tlsext_host_name(pair->client, NULL), 1);
    assert_null(SSL_get0_peername(pair->client));
    assert_true(pair_handshake(pair));
}

static void null_lists(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_client_CA_list(pair->server_ctx, NULL);
    SSL_CTX_set0_CA_list(pair->client_ctx, NULL);
    assert_null(SSL_CTX_get0_CA_list(pair->client_ctx));
    pair_connect(pair, MEMORY);
}

static void null_conf(void **state) {
    (void)state;
    SSL_CONF_CTX *conf = SSL_CONF_CTX_new();

    SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE);
    assert_int_equal(SSL_CONF_cmd(conf, NULL, NULL), 0);
    assert_some_error();
    assert_int_equal(SSL_CONF_cmd(conf, "MinProtocol", NULL), -3);
    SSL_CONF_CTX_set_ssl_ctx(conf, NULL);
    SSL_CONF_CTX_set_ssl(conf, NULL);
    assert_int_equal(SSL_CONF_CTX_finish(conf), 1);
    SSL_CONF_CTX_free(conf);
}

static void null_data_of_length_0(void **state) {
    struct pair *pair = *state;
    size_t count = 5;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->subject, NULL, 0), 0);
    assert_int_equal(SSL_write_ex(pair->subject, NULL, 0, &count), 1);
    assert_int_equal(count, 0);
    pair_exchange(pair->subject, pair->peer, "unharmed");
}

static void connecting_as_server_and_accepting_as_client(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_true(SSL_connect(pair->server) <= 0);
    assert_true(SSL_accept(pair->client) <= 0);
    ERR_clear_error();
}

static void every_operation_without_a_role(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);
    char byte = 0;
    size_t count;

    assert_int_equal(SSL_read(ssl, &byte, 1), -1);
    assert_ssl_error(SSL_R_UNINITIALIZED);
    assert_int_equal(SSL_peek(ssl, &byte, 1), -1);
    assert_ssl_error(SSL_R_UNINITIALIZED);
    assert_int_equal(SSL_write(ssl, &byte, 1), -1);
    assert_ssl_error(SSL_R_UNINITIALIZED);
    assert_true(SSL_read_ex(ssl, &byte, 1, &count) <= 0);
    assert_ssl_error(SSL_R_UNINITIALIZED);
    assert_true(SSL_write_ex(ssl, &byte, 1, &count) <= 0);
    assert_ssl_error(SSL_R_UNINITIALIZED);
    assert_int_equal(SSL_shutdown(ssl), -1);
    assert_ssl_error(SSL_R_UNINITIALIZED);
    assert_int_equal(SSL_do_handshake(ssl), -1);
    assert_ssl_error(SSL_R_CONNECTION_TYPE_NOT_SET);
    assert_int_equal(SSL_pending(ssl), 0);
    assert_int_equal(SSL_has_pending(ssl), 0);
    assert_null(SSL_get_session(ssl));
    assert_null(SSL_get1_session(ssl));
    assert_null(SSL_get_current_cipher(ssl));
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void freeing_in_the_middle_of_everything(void **state) {
    struct pair *pair = *state;
    static char data[40000];

    pair_open(pair, MEMORY);
    handshake_step(pair->client);
    pair_open(pair, MEMORY);
    handshake_step(pair->client);
    handshake_step(pair->server);
    pair_open(pair, MEMORY);
    pair->pair_size = 20000;
    pair_connect(pair, BIO_PAIR);
    assert_int_equal(SSL_write(pair->subject, data, sizeof(data)), -1);
    pair_close(pair);
}

static void handshaking_twice_is_harmless(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_do_handshake(pair->client), 1);
    assert_int_equal(SSL_connect(pair->client), 1);
    assert_int_equal(SSL_accept(pair->server), 1);
    assert_int_equal(bytes_in(pair->from_subject), 0);
    pair_exchange(pair->client, pair->server, "once");
}

static void unknown_control_commands_are_refused(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_ctrl(pair->client, 9999, 0, NULL), 0);
    assert_int_equal(SSL_CTX_ctrl(pair->client_ctx, 9999, 0, NULL), 0);
    assert_int_equal(SSL_callback_ctrl(pair->client, 9999, NULL), 0);
    assert_int_equal(SSL_CTX_callback_ctrl(pair->client_ctx, 9999, NULL), 0);
}

static const struct CMUnitTest cases[] = {
    CASE(null_frees),
    CASE(null_method),
    CASE(null_ctx_for_new),
    CASE(null_certificates),
    CASE(null_locations),
    CASE(null_checks_of_keys),
    CASE(null_getters),
    CASE(null_ciphers),
    CASE(null_sessions),
    CASE(null_session_has_nothing_to_serialise),
    CASE(null_clear),
    CASE(null_bios),
    CASE_VERSIONS(null_callbacks),
    CASE_VERSIONS(null_names),
    CASE_VERSIONS(null_lists),
    CASE(null_conf),
    CASE_VERSIONS(null_data_of_length_0),
    CASE(connecting_as_server_and_accepting_as_client),
    CASE(every_operation_without_a_role),
    CASE_VERSIONS(freeing_in_the_middle_of_everything),
    CASE_VERSIONS(handshaking_twice_is_harmless),
    CASE(unknown_control_commands_are_refused),
};

CASES_MAIN(cases)
