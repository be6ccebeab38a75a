/*
 * Unsupported functions refuse: they return the documented failure value and queue an error whose
 * text names the function. OpenSSL would succeed in most of these cases, so this program runs only
 * on the library under test.
 */
#include "harness.h"

#include <openssl/ct.h>
#include <openssl/comp.h>

/* The queue's only entry is libssl's "unsupported", and its text starts with the name. */
static void expect_refusal_(const char *name, const char *file, int line) {
    const char *data = NULL;
    int flags = 0;
    unsigned long error = ERR_get_error_all(NULL, NULL, NULL, &data, &flags);

    if (error == 0 || ERR_GET_LIB(error) != ERR_LIB_SSL ||
        ERR_GET_REASON(error) != ERR_R_UNSUPPORTED || !(flags & ERR_TXT_STRING) ||
        strncmp(data, name, strlen(name)) != 0 || strlen(data) < strlen(name) + 5 ||
        ERR_peek_error() != 0) {
        print_error("%s: queued %lx, \"%s\"\n", name, error, data != NULL ? data : "");
        _fail(file, line);
    }
}

#define EXPECT_REFUSAL(name) expect_refusal_(name, __FILE__, __LINE__)
#define REFUSES(call, failure, name)                                                               \
    do {                                                                                           \
        assert_true((call) == (failure));                                                          \
        EXPECT_REFUSAL(name);                                                                      \
    } while (0)
/* For functions that return nothing. */
#define REFUSES_SILENTLY(call, name)                                                               \
    do {                                                                                           \
        call;                                                                                      \
        EXPECT_REFUSAL(name);                                                                      \
    } while (0)

static void handshakes_of_old_versions(void **state) {
    const SSL_METHOD *methods[] = {TLSv1_method(), TLSv1_1_method()};

    (void)state;
    for (int i = 0; i < 4; i++) {
        SSL_CTX *ctx = SSL_CTX_new(methods[i / 2]);
        SSL *ssl;

        SSL_CTX_set_security_level(ctx, 0);
        ssl = SSL_new(ctx);
        SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        assert_int_equal(i % 2 == 0 ? SSL_connect(ssl) : SSL_accept(ssl), -1);
        assert_reports(ssl, -1, SSL_ERROR_SSL);
        assert_ssl_error(SSL_R_UNSUPPORTED_PROTOCOL);
        SSL_free(ssl);
        SSL_CTX_free(ctx);
    }
}

static void dtls_methods(void **state) {
    (void)state;
    REFUSES(DTLS_method(), NULL, "DTLS_method");
    REFUSES(DTLS_client_method(), NULL, "DTLS_client_method");
    REFUSES(DTLS_server_method(), NULL, "DTLS_server_method");
    REFUSES(DTLSv1_method(), NULL, "DTLSv1_method");
    REFUSES(DTLSv1_2_method(), NULL, "DTLSv1_2_method");
    REFUSES(DTLSv1_2_client_method(), NULL, "DTLSv1_2_client_method");
    REFUSES(DTLSv1_2_server_method(), NULL, "DTLSv1_2_server_method");
    assert_null(SSL_CTX_new(NULL));
    assert_ssl_error(SSL_R_NULL_SSL_METHOD_PASSED);
}

static void renegotiation(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    REFUSES(SSL_renegotiate(pair->subject), 0, "SSL_renegotiate");
    REFUSES(SSL_renegotiate_abbreviated(pair->subject), 0, "SSL_renegotiate_abbreviated");
    assert_int_equal(SSL_renegotiate_pending(pair->subject), 0);
    assert_int_equal(bytes_in(pair->from_subject), 0);
    pair_exchange(pair->subject, pair->peer, "unharmed");
}

static void post_handshake_authentication(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_post_handshake_auth(pair->client_ctx, 1);
    SSL_CTX_set_verify(pair->server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_POST_HANDSHAKE, NULL);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_verify_client_post_handshake(pair->server), 0);
    assert_some_error();
    assert_int_equal(bytes_in(pair->from_subject) + bytes_in(pair->from_peer), 0);
    pair_exchange(pair->client, pair->server, "unharmed");
}

static int find_psk(SSL *ssl, const unsigned char *identity, size_t length, SSL_SESSION **session) {
    (void)ssl;
    (void)identity;
    (void)length;
    *session = NULL;
    return 1;
}

static int use_psk(SSL *ssl, const EVP_MD *md, const unsigned char **id, size_t *length,
                   SSL_SESSION **session) {
    (void)ssl;
    (void)md;
    (void)id;
    (void)length;
    *session = NULL;
    return 1;
}

static void external_pre_shared_keys(void **state) {
    struct pair *pair = *state;
    SSL_CTX *ctx = pair->subject_ctx;

    pair_open(pair, MEMORY);
    REFUSES_SILENTLY(SSL_CTX_set_psk_find_session_callback(ctx, find_psk),
                     "SSL_CTX_set_psk_find_session_callback");
    REFUSES_SILENTLY(SSL_CTX_set_psk_use_session_callback(ctx, use_psk),
                     "SSL_CTX_set_psk_use_session_callback");
    REFUSES_SILENTLY(SSL_set_psk_find_session_callback(pair->subject, find_psk),
                     "SSL_set_psk_find_session_callback");
    REFUSES_SILENTLY(SSL_set_psk_use_session_callback(pair->subject, use_psk),
                     "SSL_set_psk_use_session_callback");
    REFUSES(SSL_CTX_use_psk_identity_hint(ctx, "hint"), 0, "SSL_CTX_use_psk_identity_hint");
    REFUSES(SSL_use_psk_identity_hint(pair->subject, "hint"), 0, "SSL_use_psk_identity_hint");
    assert_null(SSL_get_psk_identity(pair->subject));
    assert_null(SSL_get_psk_identity_hint(pair->subject));
    assert_true(pair_handshake(pair));
}

static int add_extension(SSL *ssl, unsigned type, unsigned context, const unsigned char **out,
                         size_t *length, X509 *cert, size_t index, int *alert, void *argument) {
    (void)ssl;
    (void)type;
    (void)context;
    (void)out;
    (void)length;
    (void)cert;
    (void)index;
    (void)alert;
    (void)argument;
    return 0;
}

static void custom_extensions(void **state) {
    struct pair *pair = *state;

    REFUSES(SSL_CTX_add_custom_ext(pair->client_ctx, 1000, SSL_EXT_CLIENT_HELLO, add_extension,
                                   NULL, NULL, NULL, NULL),
            0, "SSL_CTX_add_custom_ext");
    REFUSES(SSL_CTX_add_client_custom_ext(pair->client_ctx, 1000, NULL, NULL, NULL, NULL, NULL), 0,
            "SSL_CTX_add_client_custom_ext");
    REFUSES(SSL_CTX_add_server_custom_ext(pair->server_ctx, 1000, NULL, NULL, NULL, NULL, NULL), 0,
            "SSL_CTX_add_server_custom_ext");
    assert_int_equal(SSL_CTX_has_client_custom_ext(pair->client_ctx, 1000), 0);
    pair_connect(pair, MEMORY);
}

static void srtp(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    /* These two return 1 for failure. */
    REFUSES(SSL_CTX_set_tlsext_use_srtp(pair->client_ctx, "SRTP_AES128_CM_SHA1_80"), 1,
            "SSL_CTX_set_tlsext_use_srtp");
    REFUSES(SSL_set_tlsext_use_srtp(pair->client, "SRTP_AES128_CM_SHA1_80"), 1,
            "SSL_set_tlsext_use_srtp");
    assert_null(SSL_get_srtp_profiles(pair->client));
    assert_null(SSL_get_selected_srtp_profile(pair->client));
}

static int make_cookie(SSL *ssl, unsigned char *cookie, size_t *length) {
    (void)ssl;
    (void)cookie;
    *length = 0;
    return 1;
}

static void stateless_handshakes(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    REFUSES_SILENTLY(SSL_CTX_set_stateless_cookie_generate_cb(pair->server_ctx, make_cookie),
                     "SSL_CTX_set_stateless_cookie_generate_cb");
    REFUSES(SSL_stateless(pair->server), -1, "SSL_stateless");
    assert_true(pair_handshake(pair));
}

static void early_data(void **state) {
    struct pair *pair = *state;
    size_t written = 0;

    pair_open(pair, MEMORY);
    REFUSES(SSL_write_early_data(pair->client, "early", 5, &written), 0, "SSL_write_early_data");
    assert_int_equal(bytes_in(pair->from_subject), 0);
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_get_early_data_status(pair->client), SSL_EARLY_DATA_NOT_SENT);
}

static void secure_remote_passwords(void **state) {
    struct pair *pair = *state;
    char name[] = "name";

    pair_open(pair, MEMORY);
    REFUSES(SSL_CTX_set_srp_username(pair->client_ctx, name), 0, "SSL_CTX_set_srp_username");
    REFUSES(SSL_CTX_set_srp_password(pair->client_ctx, name), 0, "SSL_CTX_set_srp_password");
    REFUSES(SSL_CTX_set_srp_strength(pair->client_ctx, 1024), 0, "SSL_CTX_set_srp_strength");
    assert_null(SSL_get_srp_username(pair->client));
}

static int paused(SSL *ssl, void *arg) {
    (void)ssl;
    (void)arg;
    return 1;
}

static void asynchronous_callbacks(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    REFUSES(SSL_CTX_set_async_callback(pair->client_ctx, paused), 0, "SSL_CTX_set_async_callback");
    REFUSES(SSL_set_async_callback(pair->client, paused), 0, "SSL_set_async_callback");
    assert_int_equal(SSL_CTX_set_async_callback(pair->client_ctx, NULL), 1);
    assert_no_error();
    assert_int_equal(SSL_waiting_for_async(pair->client), 0);
}

static void nothing_but_old_versions(void **state) {
    struct pair *pair = *state;
    int ret;

    SSL_CTX_set_min_proto_version(pair->client_ctx, 0);
    SSL_CTX_set_max_proto_version(pair->client_ctx, TLS1_1_VERSION);
    ERR_clear_error();
    pair_open(pair, MEMORY);
    SSL_set_min_proto_version(pair->client, TLS1_VERSION);
    SSL_set_max_proto_version(pair->client, TLS1_1_VERSION);
    ERR_clear_error();
    ret = SSL_do_handshake(pair->client);
    assert_int_equal(ret, -1);
    assert_reports(pair->client, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_NO_PROTOCOLS_AVAILABLE);
}

static void a_refusal_is_not_a_stale_error(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_renegotiate(pair->client), 0);
    assert_int_equal(SSL_get_error(pair->client, 1), SSL_ERROR_NONE);
    ERR_clear_error();
    expect_nothing_yet(pair->client);
}

static const struct CMUnitTest cases[] = {
    CASE(handshakes_of_old_versions),
    CASE(dtls_methods),
    CASE_NAMED(renegotiation, "/client", setting_tls12),
    CASE_NAMED(renegotiation, "/server", setting_tls12_server),
    CASE(post_handshake_authentication),
    CASE_ALL(external_pre_shared_keys),
    CASE_VERSIONS(custom_extensions),
    CASE_VERSIONS(srtp),
    CASE(stateless_handshakes),
    CASE(early_data),
    CASE_VERSIONS(secure_remote_passwords),
    CASE(asynchronous_callbacks),
    CASE(nothing_but_old_versions),
    CASE_TLS12(a_refusal_is_not_a_stale_error),
};

CASES_MAIN(cases)
