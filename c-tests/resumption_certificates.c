/* Resumption on servers whose certificates have changed since the first handshake. It succeeds,
 * because a resumption sends no certificate. */
#include "harness.h"
#include "resumption.h"

static int loads;

/* A server that loads its certificate for each connection, as those with many names do. */
static int load_certificate(SSL *ssl, void *arg) {
    (void)arg;
    loads++;
    assert_int_equal(SSL_use_certificate(ssl, identity_cert(SERVER_EC)), 1);
    assert_int_equal(SSL_use_PrivateKey(ssl, identity_key(SERVER_EC)), 1);
    return 1;
}

static void replace_server(struct pair *pair) {
    SSL_CTX_free(pair->server_ctx);
    pair->server_ctx = bare_context(TLS_server_method(), pair->version);
}

static void certificates_from_a_callback(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    replace_server(pair);
    SSL_CTX_set_cert_cb(pair->server_ctx, load_certificate, NULL);
    resumption_prepare(pair);
    loads = 0;
    session = resumption_first(pair);
    assert_int_equal(loads, 1);
    assert_int_equal(resumption_second(pair, session), 1);
    assert_no_error();
    assert_int_equal(loads, 1);
    SSL_SESSION_free(session);
}

/* The keys of tickets are kept, as in a server that was started again with another certificate. */
static void another_sort_of_key(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;
    unsigned char keys[80];

    use_identity(pair->server_ctx, SERVER_RSA);
    SSL_CTX_set_cipher_list(pair->client_ctx, "ECDHE-RSA-AES128-GCM-SHA256:"
                                              "ECDHE-ECDSA-AES128-GCM-SHA256");
    SSL_CTX_set_cipher_list(pair->server_ctx, "ECDHE-RSA-AES128-GCM-SHA256");
    resumption_prepare(pair);
    session = resumption_first(pair);
    assert_int_equal(SSL_CTX_get_tlsext_ticket_keys(pair->server_ctx, keys, sizeof(keys)), 1);
    pair_close(pair);
    replace_server(pair);
    use_identity(pair->server_ctx, SERVER_EC);
    resumption_prepare(pair);
    assert_int_equal(SSL_CTX_set_tlsext_ticket_keys(pair->server_ctx, keys, sizeof(keys)), 1);
    assert_int_equal(resumption_second(pair, session), 1);
    assert_no_error();
    SSL_SESSION_free(session);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(certificates_from_a_callback),
    CASE_ALL(another_sort_of_key),
};

CASES_MAIN(cases)
