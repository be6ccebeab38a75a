/* SSL_CTX_set_client_cert_engine: an engine that gives a client its certificate. */
#include "harness.h"

#include <openssl/engine.h>

/* What the engine and the callback answer, and how often each was asked. */
static struct {
    int answer, asked, names;
    enum identity gives;
    int callback_answer, callback_asked;
    enum identity callback_gives;
} engine;

static int give(int answer, enum identity id, X509 **cert, EVP_PKEY **key) {
    if (answer == 1) {
        *cert = X509_dup(identity_cert(id));
        *key = identity_key(id);
        EVP_PKEY_up_ref(*key);
    }
    return answer;
}

static int load(ENGINE *e, SSL *ssl, STACK_OF(X509_NAME) * ca_dn, X509 **cert, EVP_PKEY **key,
                STACK_OF(X509) * *other, UI_METHOD *ui, void *data) {
    (void)e;
    assert_null(other);
    assert_null(ui);
    assert_null(data);
    assert_ptr_equal(ca_dn, SSL_get_client_CA_list(ssl));
    engine.asked++;
    engine.names = sk_X509_NAME_num(ca_dn);
    return give(engine.answer, engine.gives, cert, key);
}

static int callback(SSL *ssl, X509 **cert, EVP_PKEY **key) {
    (void)ssl;
    engine.callback_asked++;
    return give(engine.callback_answer, engine.callback_gives, cert, key);
}

static ENGINE *new_engine(int with_certificates) {
    ENGINE *e = ENGINE_new();

    memset(&engine, 0, sizeof(engine));
    assert_non_null(e);
    assert_int_equal(ENGINE_set_id(e, "certificates"), 1);
    if (with_certificates)
        assert_int_equal(ENGINE_set_load_ssl_client_cert_function(e, load), 1);
    return e;
}

/* A pair whose server asks, and whose client has the engine. */
static ENGINE *prepare(struct pair *pair) {
    ENGINE *e = new_engine(1);

    assert_int_equal(SSL_CTX_set_client_cert_engine(pair->client_ctx, e), 1);
    SSL_CTX_set_verify(pair->server_ctx, SSL_VERIFY_PEER, NULL);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(pair->server_ctx), identity_cert(CA));
    SSL_CTX_add_client_CA(pair->server_ctx, identity_cert(CA));
    return e;
}

static void expect_certificate(struct pair *pair, enum identity id) {
    X509 *cert = SSL_get0_peer_certificate(pair->server);

    assert_non_null(cert);
    assert_int_equal(X509_cmp(cert, identity_cert(id)), 0);
}

static void the_engine_gives_the_certificate(void **state) {
    struct pair *pair = *state;
    ENGINE *e = prepare(pair);

    engine.answer = 1;
    engine.gives = CLIENT_RSA;
    pair_connect(pair, MEMORY);
    assert_int_equal(engine.asked, 1);
    assert_int_equal(engine.names, 1);
    expect_certificate(pair, CLIENT_RSA);
    /* It is the connection's, not the context's. */
    assert_null(SSL_CTX_get0_certificate(pair->client_ctx));
    ENGINE_free(e);
}

static void a_certificate_that_is_set_comes_first(void **state) {
    struct pair *pair = *state;
    ENGINE *e = prepare(pair);

    engine.answer = 1;
    engine.gives = CLIENT_RSA;
    use_identity(pair->client_ctx, CLIENT_EC);
    pair_connect(pair, MEMORY);
    assert_int_equal(engine.asked, 0);
    expect_certificate(pair, CLIENT_EC);
    ENGINE_free(e);
}

static void the_callback_is_asked_where_the_engine_has_nothing(void **state) {
    struct pair *pair = *state;
    ENGINE *e = prepare(pair);

    SSL_CTX_set_client_cert_cb(pair->client_ctx, callback);
    engine.callback_answer = 1;
    engine.callback_gives = CLIENT_EC;
    pair_connect(pair, MEMORY);
    assert_int_equal(engine.asked, 1);
    assert_int_equal(engine.callback_asked, 1);
    expect_certificate(pair, CLIENT_EC);
    pair_close(pair);

    engine.answer = 1;
    engine.gives = CLIENT_RSA;
    pair_connect(pair, MEMORY);
    assert_int_equal(engine.asked, 2);
    assert_int_equal(engine.callback_asked, 1);
    expect_certificate(pair, CLIENT_RSA);
    ENGINE_free(e);
}

static void the_engine_may_have_nothing(void **state) {
    struct pair *pair = *state;
    ENGINE *e = prepare(pair);

    pair_connect(pair, MEMORY);
    assert_int_equal(engine.asked, 1);
    assert_null(SSL_get0_peer_certificate(pair->server));
    ENGINE_free(e);
}

static void the_engine_may_take_its_time(void **state) {
    struct pair *pair = *state;
    ENGINE *e = prepare(pair);

    SSL_CTX_set_client_cert_cb(pair->client_ctx, callback);
    engine.answer = -1;
    pair_open(pair, MEMORY);
    assert_int_equal(pair_handshake(pair), 0);
    assert_int_equal(SSL_want(pair->client), SSL_X509_LOOKUP);
    assert_int_equal(engine.callback_asked, 0);
    engine.answer = 1;
    engine.gives = CLIENT_EC;
    assert_int_equal(pair_handshake(pair), 1);
    expect_certificate(pair, CLIENT_EC);
    ENGINE_free(e);
}

static void an_engine_without_certificates_is_refused(void **state) {
    struct pair *pair = *state;
    ENGINE *e = new_engine(0);

    assert_int_equal(SSL_CTX_set_client_cert_engine(pair->client_ctx, e), 0);
    assert_ssl_error(SSL_R_NO_CLIENT_CERT_METHOD);
    assert_int_equal(SSL_CTX_set_client_cert_engine(pair->client_ctx, NULL), 0);
    assert_ssl_error_among(ERR_R_ENGINE_LIB);
    ENGINE_free(e);
}

/* The context has a reference of its own, which it gives back. */
static int finished;

static int finish(ENGINE *e) {
    (void)e;
    finished++;
    return 1;
}

static void the_context_keeps_the_engine(void **state) {
    struct pair *pair = *state;
    ENGINE *e = new_engine(1);
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

    (void)pair;
    finished = 0;
    assert_int_equal(ENGINE_set_finish_function(e, finish), 1);
    assert_int_equal(SSL_CTX_set_client_cert_engine(ctx, e), 1);
    assert_int_equal(ENGINE_free(e), 1);
    assert_int_equal(finished, 0);
    SSL_CTX_free(ctx);
    assert_int_equal(finished, 1);
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(the_engine_gives_the_certificate),
    CASE_VERSIONS(a_certificate_that_is_set_comes_first),
    CASE_VERSIONS(the_callback_is_asked_where_the_engine_has_nothing),
    CASE_VERSIONS(the_engine_may_have_nothing),
    CASE_VERSIONS(the_engine_may_take_its_time),
    CASE(an_engine_without_certificates_is_refused),
    CASE(the_context_keeps_the_engine),
};

CASES_MAIN(cases)
