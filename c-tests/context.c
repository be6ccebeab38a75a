/* SSL_CTX: creation, options, modes, sizes, and the settings that an SSL inherits. */
#include "harness.h"

static void every_method_makes_one(void **state) {
    (void)state;
    const SSL_METHOD *methods[] = {TLS_method(), TLS_client_method(), TLS_server_method()};

    for (int i = 0; i < 3; i++) {
        SSL_CTX *ctx = SSL_CTX_new(methods[i]);

        assert_non_null(ctx);
        assert_ptr_equal(SSL_CTX_get_ssl_method(ctx), methods[i]);
        assert_non_null(SSL_CTX_get_cert_store(ctx));
        SSL_CTX_free(ctx);
    }
    /* The same object each time. */
    assert_ptr_equal(TLS_method(), methods[0]);
}

static void references_are_counted(void **state) {
    struct pair *pair = *state;
    SSL_CTX *ctx = client_context(pair->version);
    SSL *ssl;

    assert_int_equal(SSL_CTX_up_ref(ctx), 1);
    SSL_CTX_free(ctx);
    ssl = SSL_new(ctx);
    assert_ptr_equal(SSL_get_SSL_CTX(ssl), ctx);
    SSL_CTX_free(ctx);
    /* The SSL holds the last reference. */
    assert_ptr_equal(SSL_get_SSL_CTX(ssl), ctx);
    assert_int_equal(SSL_CTX_get_verify_mode(SSL_get_SSL_CTX(ssl)), SSL_VERIFY_PEER);
    SSL_free(ssl);
}

static void default_options(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);

    assert_int_equal(SSL_CTX_get_options(ctx),
                     SSL_OP_NO_COMPRESSION | SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
    assert_int_equal(SSL_get_options(ssl), SSL_CTX_get_options(ctx));
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void options_are_set_cleared_and_inherited(void **state) {
    struct pair *pair = *state;
    SSL_CTX *ctx = pair->client_ctx;
    uint64_t before = SSL_CTX_get_options(ctx), all;
    SSL *ssl;

    all = SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET | SSL_OP_NO_TLSv1_1);
    assert_int_equal(all, before | SSL_OP_NO_TICKET | SSL_OP_NO_TLSv1_1);
    assert_int_equal(SSL_CTX_clear_options(ctx, SSL_OP_NO_TLSv1_1), before | SSL_OP_NO_TICKET);
    ssl = SSL_new(ctx);
    assert_int_equal(SSL_get_options(ssl), before | SSL_OP_NO_TICKET);
    assert_int_equal(SSL_set_options(ssl, SSL_OP_CIPHER_SERVER_PREFERENCE),
                     before | SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE);
    assert_int_equal(SSL_clear_options(ssl, SSL_OP_NO_TICKET),
                     before | SSL_OP_CIPHER_SERVER_PREFERENCE);
    assert_int_equal(SSL_CTX_get_options(ctx), before | SSL_OP_NO_TICKET);
    SSL_free(ssl);
}

static void modes_are_set_cleared_and_inherited(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl;

    assert_int_equal(SSL_CTX_get_mode(ctx), SSL_MODE_AUTO_RETRY);
    assert_int_equal(SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS),
                     SSL_MODE_AUTO_RETRY | SSL_MODE_RELEASE_BUFFERS);
    ssl = SSL_new(ctx);
    assert_int_equal(SSL_get_mode(ssl), SSL_MODE_AUTO_RETRY | SSL_MODE_RELEASE_BUFFERS);
    assert_int_equal(SSL_clear_mode(ssl, SSL_MODE_AUTO_RETRY), SSL_MODE_RELEASE_BUFFERS);
    assert_int_equal(SSL_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE),
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE);
    assert_int_equal(SSL_CTX_get_mode(ctx), SSL_MODE_AUTO_RETRY | SSL_MODE_RELEASE_BUFFERS);
    assert_int_equal(SSL_CTX_clear_mode(ctx, SSL_MODE_RELEASE_BUFFERS), SSL_MODE_AUTO_RETRY);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void versions_are_checked_and_inherited(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl;

    assert_int_equal(SSL_CTX_set_max_proto_version(ctx, 0), 1);
    assert_int_equal(SSL_CTX_get_max_proto_version(ctx), 0);
    assert_int_equal(SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION), 1);
    assert_int_equal(SSL_CTX_get_min_proto_version(ctx), TLS1_2_VERSION);
    assert_int_equal(SSL_CTX_set_max_proto_version(ctx, TLS1_3_VERSION), 1);
    assert_int_equal(SSL_CTX_get_max_proto_version(ctx), TLS1_3_VERSION);
    assert_int_equal(SSL_CTX_set_min_proto_version(ctx, 0x0299), 0);
    assert_int_equal(SSL_CTX_get_min_proto_version(ctx), TLS1_2_VERSION);
    ssl = SSL_new(ctx);
    assert_int_equal(SSL_get_min_proto_version(ssl), TLS1_2_VERSION);
    assert_int_equal(SSL_get_max_proto_version(ssl), TLS1_3_VERSION);
    assert_int_equal(SSL_set_max_proto_version(ssl, TLS1_2_VERSION), 1);
    assert_int_equal(SSL_CTX_get_max_proto_version(ctx), TLS1_3_VERSION);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void other_settings_are_inherited(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *before = SSL_new(ctx), *after;

    SSL_CTX_set_read_ahead(ctx, 1);
    SSL_CTX_set_default_read_buffer_len(ctx, 20000);
    SSL_CTX_set_max_cert_list(ctx, 12345);
    SSL_CTX_set_verify_depth(ctx, 7);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    assert_int_equal(SSL_CTX_set_num_tickets(ctx, 5), 1);
    assert_int_equal(SSL_CTX_set_max_early_data(ctx, 99), 1);
    assert_int_equal(SSL_CTX_set_recv_max_early_data(ctx, 101), 1);
    after = SSL_new(ctx);
    assert_int_equal(SSL_get_read_ahead(after), 1);
    assert_int_equal(SSL_get_max_cert_list(after), 12345);
    assert_int_equal(SSL_get_verify_depth(after), 7);
    assert_int_equal(SSL_get_verify_mode(after), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
    assert_int_equal(SSL_get_num_tickets(after), 5);
    assert_int_equal(SSL_get_max_early_data(after), 99);
    assert_int_equal(SSL_get_recv_max_early_data(after), 101);
    assert_int_equal(SSL_get_read_ahead(before), 0);
    assert_int_equal(SSL_get_max_cert_list(before), SSL_MAX_CERT_LIST_DEFAULT);
    assert_int_equal(SSL_get_verify_depth(before), -1);
    assert_int_equal(SSL_get_verify_mode(before), SSL_VERIFY_NONE);
    assert_int_equal(SSL_get_num_tickets(before), 2);
    SSL_free(before);
    SSL_free(after);
    SSL_CTX_free(ctx);
}

static void setters_that_return_the_previous_value(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    assert_int_equal(SSL_CTX_get_max_cert_list(ctx), SSL_MAX_CERT_LIST_DEFAULT);
    assert_int_equal(SSL_CTX_set_max_cert_list(ctx, 5000), SSL_MAX_CERT_LIST_DEFAULT);
    assert_int_equal(SSL_CTX_get_max_cert_list(ctx), 5000);
    assert_int_equal(SSL_CTX_sess_get_cache_size(ctx), SSL_SESSION_CACHE_MAX_SIZE_DEFAULT);
    assert_int_equal(SSL_CTX_sess_set_cache_size(ctx, 10), SSL_SESSION_CACHE_MAX_SIZE_DEFAULT);
    assert_int_equal(SSL_CTX_sess_get_cache_size(ctx), 10);
    assert_int_equal(SSL_CTX_get_session_cache_mode(ctx), SSL_SESS_CACHE_SERVER);
    assert_int_equal(SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF),
                     SSL_SESS_CACHE_SERVER);
    assert_int_equal(SSL_CTX_get_session_cache_mode(ctx), SSL_SESS_CACHE_OFF);
    assert_int_equal(SSL_CTX_get_timeout(ctx), 7200);
    assert_int_equal(SSL_CTX_set_timeout(ctx, 60), 7200);
    assert_int_equal(SSL_CTX_get_timeout(ctx), 60);
    assert_int_equal(SSL_CTX_get_verify_depth(ctx), -1);
    SSL_CTX_free(ctx);
}

static void the_certificate_store_can_be_replaced(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    X509_STORE *store = X509_STORE_new(), *shared = X509_STORE_new();

    SSL_CTX_set_cert_store(ctx, store);
    assert_ptr_equal(SSL_CTX_get_cert_store(ctx), store);
    SSL_CTX_set1_cert_store(ctx, shared);
    assert_ptr_equal(SSL_CTX_get_cert_store(ctx), shared);
    X509_STORE_free(shared);
    assert_ptr_equal(SSL_CTX_get_cert_store(ctx), shared);
    SSL_CTX_free(ctx);
}

static void the_method_can_be_replaced(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL *ssl;

    assert_int_equal(SSL_CTX_set_ssl_version(ctx, TLS_server_method()), 1);
    assert_ptr_equal(SSL_CTX_get_ssl_method(ctx), TLS_server_method());
    ssl = SSL_new(ctx);
    assert_int_equal(SSL_is_server(ssl), 1);
    assert_int_equal(SSL_set_ssl_method(ssl, TLS_method()), 1);
    assert_ptr_equal(SSL_get_ssl_method(ssl), TLS_method());
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void the_method_decides_the_role(void **state) {
    (void)state;
    SSL_CTX *client = SSL_CTX_new(TLS_client_method());
    SSL_CTX *server = SSL_CTX_new(TLS_server_method());
    SSL_CTX *either = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(client);

    assert_int_equal(SSL_is_server(ssl), 0);
    SSL_free(ssl);
    ssl = SSL_new(server);
    assert_int_equal(SSL_is_server(ssl), 1);
    SSL_free(ssl);
    ssl = SSL_new(either);
    SSL_set_accept_state(ssl);
    assert_int_equal(SSL_is_server(ssl), 1);
    SSL_set_connect_state(ssl);
    assert_int_equal(SSL_is_server(ssl), 0);
    SSL_free(ssl);
    SSL_CTX_free(client);
    SSL_CTX_free(server);
    SSL_CTX_free(either);
}

static void a_client_method_cannot_accept(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_open(pair, MEMORY);
    SSL_set_accept_state(pair->client);
    handshake_step(pair->server);
    ret = SSL_do_handshake(pair->client);
    assert_true(ret <= 0);
    SSL_set_connect_state(pair->client);
    assert_int_equal(SSL_is_server(pair->client), 0);
}

static void security_levels(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl;

    SSL_CTX_set_security_level(ctx, 3);
    assert_int_equal(SSL_CTX_get_security_level(ctx), 3);
    ssl = SSL_new(ctx);
    assert_int_equal(SSL_get_security_level(ssl), 3);
    SSL_set_security_level(ssl, 1);
    assert_int_equal(SSL_get_security_level(ssl), 1);
    assert_int_equal(SSL_CTX_get_security_level(ctx), 3);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void sizes_out_of_range_are_refused(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    SSL *ssl = SSL_new(ctx);

    assert_int_equal(SSL_CTX_set_tlsext_max_fragment_length(ctx, 9), 0);
    assert_ssl_error(SSL_R_SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH);
    assert_int_equal(SSL_CTX_set_block_padding(ctx, 16385), 0);
    assert_int_equal(SSL_CTX_set_block_padding(ctx, 512), 1);
    assert_int_equal(SSL_set_block_padding(ssl, 16385), 0);
    assert_int_equal(SSL_set_block_padding(ssl, 256), 1);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}

static void block_padding_pads_tls13_records(void **state) {
    struct pair *pair = *state;
    struct record record;

    assert_int_equal(SSL_CTX_set_block_padding(pair->subject_ctx, 512), 1);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->subject, "short", 5), 5);
    assert_int_equal(records_in(pair->from_subject, &record, 1), 1);
    assert_int_equal(record.length, 512 + 16);
    expect_text(pair->peer, "short");
}

static const struct CMUnitTest cases[] = {
    CASE(every_method_makes_one),
    CASE(references_are_counted),
    CASE(default_options),
    CASE(options_are_set_cleared_and_inherited),
    CASE(modes_are_set_cleared_and_inherited),
    CASE(versions_are_checked_and_inherited),
    CASE(other_settings_are_inherited),
    CASE(setters_that_return_the_previous_value),
    CASE(the_certificate_store_can_be_replaced),
    CASE(the_method_can_be_replaced),
    CASE(the_method_decides_the_role),
    CASE_VERSIONS(a_client_method_cannot_accept),
    CASE(security_levels),
    CASE(sizes_out_of_range_are_refused),
    CASE(block_padding_pads_tls13_records),
};

CASES_MAIN(cases)
