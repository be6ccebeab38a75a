/* SSL_check_chain: whether a certificate chain suits the peer, and the effect of
 * SSL_CERT_FLAG_TLS_STRICT. */
#include "harness.h"

/* All the bits that a chain of a client or server may have without Suite B. */
#define SIGN (CERT_PKEY_SIGN | CERT_PKEY_EXPLICIT_SIGN)
#define SIGNATURES (CERT_PKEY_EE_SIGNATURE | CERT_PKEY_CA_SIGNATURE)
#define PARAMETERS (CERT_PKEY_EE_PARAM | CERT_PKEY_CA_PARAM)
#define WANTED_OF_CLIENTS (CERT_PKEY_ISSUER_NAME | CERT_PKEY_CERT_TYPE)
#define REST (SIGNATURES | PARAMETERS | WANTED_OF_CLIENTS)
#define ALL (CERT_PKEY_VALID | SIGN | REST)

/* The chain of a certificate: nothing, or its issuer. */
enum above { NO_CHAIN, ISSUER };

static int check(SSL *ssl, enum identity id, enum above above) {
    STACK_OF(X509) *chain = NULL;
    int found;

    if (above == ISSUER) {
        chain = sk_X509_new_null();
        sk_X509_push(chain, identity_cert(id == SERVER_BELOW ? INTERMEDIATE : CA));
    }
    found = SSL_check_chain(ssl, identity_cert(id), identity_key(id), chain);
    sk_X509_free(chain);
    return found;
}

/* What to look at in a certificate callback, and what was found there. */
static struct {
    enum identity id;
    enum above above;
    int found, calls;
} asked;

static int on_certificate(SSL *ssl, void *arg) {
    (void)arg;
    asked.calls++;
    asked.found = check(ssl, asked.id, asked.above);
    return 1;
}

/* The flags that a certificate has in the callback of one side, which runs once in a handshake. */
static int flags_in_callback(struct pair *pair, SSL_CTX *side, enum identity id, enum above above) {
    asked.id = id;
    asked.above = above;
    asked.found = asked.calls = 0;
    SSL_CTX_set_cert_cb(side, on_certificate, NULL);
    pair_open(pair, MEMORY);
    pair_handshake(pair);
    pair_close(pair);
    ERR_clear_error();
    SSL_CTX_set_cert_cb(side, NULL, NULL);
    assert_int_equal(asked.calls, 1);
    return asked.found;
}

static void nothing_to_check(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_check_chain(pair->client, NULL, identity_key(SERVER_EC), NULL), 0);
    assert_int_equal(SSL_check_chain(pair->client, identity_cert(SERVER_EC), NULL, NULL), 0);
    assert_no_error();
}

/* Nobody has said anything yet: that means SHA-1. */
static void before_the_handshake(void **state) {
    struct pair *pair = *state;
    int anything = PARAMETERS | CERT_PKEY_ISSUER_NAME | CERT_PKEY_CA_SIGNATURE;

    pair_open(pair, MEMORY);
    assert_int_equal(check(pair->client, SERVER_EC, NO_CHAIN), anything);
    assert_int_equal(check(pair->client, SERVER_EC, ISSUER), anything & ~CERT_PKEY_CA_SIGNATURE);
    assert_int_equal(check(pair->client, SERVER_RSA, NO_CHAIN), anything);
    assert_int_equal(check(pair->server, SERVER_RSA, NO_CHAIN), anything | CERT_PKEY_CERT_TYPE);
    /* For these there is no default that could be missed. */
    assert_int_equal(check(pair->client, SERVER_ED25519, ISSUER), REST | CERT_PKEY_VALID);
    assert_int_equal(check(pair->server, SERVER_ED25519, ISSUER), REST | CERT_PKEY_VALID);
    assert_no_error();
}

static void a_server_with_any_client(void **state) {
    struct pair *pair = *state;
    enum identity ids[] = {SERVER_EC, SERVER_RSA, SERVER_ED25519, SERVER_P384, SERVER_UNTRUSTED};

    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        assert_int_equal(flags_in_callback(pair, pair->server_ctx, ids[i], NO_CHAIN), ALL);
        assert_int_equal(flags_in_callback(pair, pair->server_ctx, ids[i], ISSUER), ALL);
    }
    assert_int_equal(flags_in_callback(pair, pair->server_ctx, SERVER_BELOW, ISSUER), ALL);
    /* The key need not be the certificate's. */
    pair_connect(pair, MEMORY);
    assert_int_equal(
        SSL_check_chain(pair->server, identity_cert(SERVER_EC), identity_key(SERVER_RSA), NULL),
        ALL);
    assert_no_error();
}

static void a_server_whose_client_wants_rsa(void **state) {
    struct pair *pair = *state;
    int tls13 = pair->version == TLS1_3_VERSION;
    int ec = REST & ~SIGNATURES;

    assert_int_equal(SSL_CTX_set1_sigalgs_list(pair->client_ctx, "RSA-PSS+SHA256:RSA+SHA256"), 1);
    use_identity(pair->server_ctx, SERVER_RSA);
    /* The certificates are signed with ECDSA by the authority. */
    assert_int_equal(flags_in_callback(pair, pair->server_ctx, SERVER_RSA, NO_CHAIN),
                     tls13 ? ALL : (REST & ~CERT_PKEY_EE_SIGNATURE) | SIGN);
    assert_int_equal(flags_in_callback(pair, pair->server_ctx, SERVER_EC, NO_CHAIN),
                     ec | CERT_PKEY_CA_SIGNATURE);
    assert_int_equal(flags_in_callback(pair, pair->server_ctx, SERVER_EC, ISSUER), ec);
}

/* The groups of the client's hello are also those of certificates' curves. */
static void a_server_whose_client_has_another_curve(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_set1_groups_list(pair->client_ctx, "X25519:P-384"), 1);
    assert_int_equal(flags_in_callback(pair, pair->server_ctx, SERVER_EC, NO_CHAIN),
                     (ALL & ~CERT_PKEY_VALID) & ~CERT_PKEY_EE_PARAM);
    assert_int_equal(flags_in_callback(pair, pair->server_ctx, SERVER_P384, NO_CHAIN), ALL);
    assert_int_equal(flags_in_callback(pair, pair->server_ctx, SERVER_P384, ISSUER),
                     ALL & ~CERT_PKEY_CA_PARAM);
    SSL_CTX_set_cert_flags(pair->server_ctx, SSL_CERT_FLAG_TLS_STRICT);
    assert_int_equal(flags_in_callback(pair, pair->server_ctx, SERVER_P384, ISSUER),
                     (ALL & ~CERT_PKEY_VALID) & ~CERT_PKEY_CA_PARAM);
}

static void request_certificates(struct pair *pair) {
    SSL_CTX_set_verify(pair->server_ctx, SSL_VERIFY_PEER, NULL);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(pair->server_ctx), identity_cert(CA));
}

/* The certificate types of a request are TLS 1.2's. */
static int types(const struct pair *pair) {
    return pair->version == TLS1_3_VERSION ? ALL & ~CERT_PKEY_CERT_TYPE : ALL;
}

static void a_client_that_is_asked(void **state) {
    struct pair *pair = *state;

    request_certificates(pair);
    assert_int_equal(flags_in_callback(pair, pair->client_ctx, CLIENT_EC, NO_CHAIN), types(pair));
    assert_int_equal(flags_in_callback(pair, pair->client_ctx, CLIENT_RSA, ISSUER), types(pair));
    assert_int_equal(flags_in_callback(pair, pair->client_ctx, SERVER_ED25519, ISSUER), ALL);
}

static void a_client_that_is_asked_for_an_authority(void **state) {
    struct pair *pair = *state;

    request_certificates(pair);
    assert_int_equal(SSL_CTX_add_client_CA(pair->server_ctx, identity_cert(CA)), 1);
    assert_int_equal(flags_in_callback(pair, pair->client_ctx, CLIENT_EC, NO_CHAIN), types(pair));
    assert_int_equal(flags_in_callback(pair, pair->client_ctx, CLIENT_UNTRUSTED, NO_CHAIN),
                     types(pair) & ~CERT_PKEY_ISSUER_NAME);
    /* The issuer of one in the chain will do. */
    assert_int_equal(flags_in_callback(pair, pair->client_ctx, SERVER_BELOW, NO_CHAIN),
                     types(pair) & ~CERT_PKEY_ISSUER_NAME);
    assert_int_equal(flags_in_callback(pair, pair->client_ctx, SERVER_BELOW, ISSUER), types(pair));
    SSL_CTX_set_cert_flags(pair->client_ctx, SSL_CERT_FLAG_TLS_STRICT);
    assert_int_equal(flags_in_callback(pair, pair->client_ctx, CLIENT_UNTRUSTED, NO_CHAIN),
                     (types(pair) & ~CERT_PKEY_VALID) & ~CERT_PKEY_ISSUER_NAME);
}

/* A request for RSA alone names no other type. */
static void a_client_that_is_asked_for_another_type(void **state) {
    struct pair *pair = *state;

    request_certificates(pair);
    use_identity(pair->server_ctx, SERVER_RSA);
    assert_int_equal(SSL_CTX_set1_sigalgs_list(pair->server_ctx, "RSA+SHA256:RSA-PSS+SHA256"), 1);
    assert_int_equal(flags_in_callback(pair, pair->client_ctx, CLIENT_EC, NO_CHAIN),
                     REST & ~CERT_PKEY_EE_SIGNATURE & ~CERT_PKEY_CERT_TYPE);
}

static void suite_b(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_set_cipher_list(pair->client_ctx, "SUITEB128"), 1);
    assert_int_equal(SSL_CTX_set_cipher_list(pair->server_ctx, "SUITEB128"), 1);
    assert_int_equal(flags_in_callback(pair, pair->server_ctx, SERVER_EC, NO_CHAIN),
                     ALL | CERT_PKEY_SUITEB);
    assert_int_equal(flags_in_callback(pair, pair->server_ctx, SERVER_EC, ISSUER),
                     ALL | CERT_PKEY_SUITEB);
    assert_int_equal(flags_in_callback(pair, pair->server_ctx, SERVER_RSA, NO_CHAIN), REST);
    assert_int_equal(flags_in_callback(pair, pair->server_ctx, SERVER_P384, ISSUER),
                     ALL & ~CERT_PKEY_VALID);
}

/* With the strict flag a TLS 1.2 server does not use a chain that does not suit; TLS 1.3 has its
 * own rules. */
static void a_strict_server_keeps_a_chain_back(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_set1_groups_list(pair->client_ctx, "X25519:P-384"), 1);
    SSL_CTX_set_cert_flags(pair->server_ctx, SSL_CERT_FLAG_TLS_STRICT);
    use_identity(pair->server_ctx, SERVER_P384);
    SSL_CTX_add1_chain_cert(pair->server_ctx, identity_cert(CA));
    pair_open(pair, MEMORY);
    if (pair->version == TLS1_3_VERSION) {
        assert_int_equal(pair_handshake(pair), 1);
    } else {
        assert_int_equal(pair_handshake(pair), 0);
        assert_int_equal(pair->server_failure, SSL_R_NO_SHARED_CIPHER);
    }
    ERR_clear_error();
}

static void a_strict_client_keeps_its_certificate_back(void **state) {
    struct pair *pair = *state;

    request_certificates(pair);
    assert_int_equal(SSL_CTX_add_client_CA(pair->server_ctx, identity_cert(OTHER_CA)), 1);
    use_identity(pair->client_ctx, CLIENT_EC);
    pair_connect(pair, MEMORY);
    assert_non_null(SSL_get0_peer_certificate(pair->server));
    pair_close(pair);
    SSL_CTX_set_cert_flags(pair->client_ctx, SSL_CERT_FLAG_TLS_STRICT);
    pair_connect(pair, MEMORY);
    assert_null(SSL_get0_peer_certificate(pair->server));
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(nothing_to_check),
    CASE_VERSIONS(before_the_handshake),
    CASE_VERSIONS(a_server_with_any_client),
    CASE_VERSIONS(a_server_whose_client_wants_rsa),
    CASE_VERSIONS(a_server_whose_client_has_another_curve),
    CASE_VERSIONS(a_client_that_is_asked),
    CASE_VERSIONS(a_client_that_is_asked_for_an_authority),
    CASE_TLS12(a_client_that_is_asked_for_another_type),
    CASE_TLS12(suite_b),
    CASE_VERSIONS(a_strict_server_keeps_a_chain_back),
    CASE_VERSIONS(a_strict_client_keeps_its_certificate_back),
};

CASES_MAIN(cases)
