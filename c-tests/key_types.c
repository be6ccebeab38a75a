/* Certificates with rarer types of keys, on servers and on clients. */
#include "harness.h"

#include <openssl/rsa.h>

static EVP_PKEY *pss_key(const EVP_MD *only) {
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA_PSS, NULL);
    EVP_PKEY *key = NULL;

    assert_int_equal(EVP_PKEY_keygen_init(ctx), 1);
    assert_int_equal(EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 2048), 1);
    if (only != NULL) {
        assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_keygen_md(ctx, only), 1);
        assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(ctx, only), 1);
        assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(ctx, EVP_MD_get_size(only)), 1);
    }
    assert_int_equal(EVP_PKEY_keygen(ctx, &key), 1);
    EVP_PKEY_CTX_free(ctx);
    return key;
}

/* Gives a context a certificate for the key, which the tests' CA has issued. */
static void use_key(SSL_CTX *ctx, EVP_PKEY *key) {
    X509 *cert = X509_dup(identity_cert(CLIENT_EC));

    assert_int_equal(X509_set_pubkey(cert, key), 1);
    assert_true(X509_sign(cert, identity_key(CA), EVP_sha256()) > 0);
    assert_int_equal(SSL_CTX_use_certificate(ctx, cert), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(ctx, key), 1);
    X509_free(cert);
    EVP_PKEY_free(key);
}

static void use_as_subject(struct pair *pair, EVP_PKEY *key) {
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_NONE, NULL);
    if (pair->subject_is_server) {
        SSL_CTX_free(pair->server_ctx);
        pair->server_ctx = pair->subject_ctx = bare_context(TLS_server_method(), pair->version);
    } else {
        X509_STORE_add_cert(SSL_CTX_get_cert_store(pair->server_ctx), identity_cert(CA));
        SSL_CTX_set_verify(pair->server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                           NULL);
    }
    use_key(pair->subject_ctx, key);
    pair_connect(pair, MEMORY);
}

static void expect_signature(struct pair *pair, int hash, int type) {
    int nid = 0;

    assert_int_equal(SSL_get_peer_signature_nid(pair->peer, &nid), 1);
    assert_int_equal(nid, hash);
    assert_int_equal(SSL_get_peer_signature_type_nid(pair->peer, &nid), 1);
    assert_int_equal(nid, type);
}

static void rsa_pss(void **state) {
    use_as_subject(*state, pss_key(NULL));
    expect_signature(*state, NID_sha256, EVP_PKEY_RSA_PSS);
}

static void rsa_pss_for_sha384_alone(void **state) {
    use_as_subject(*state, pss_key(EVP_sha384()));
    expect_signature(*state, NID_sha384, EVP_PKEY_RSA_PSS);
}

static void ed448(void **state) {
    use_as_subject(*state, EVP_PKEY_Q_keygen(NULL, NULL, "ED448"));
    expect_signature(*state, NID_undef, EVP_PKEY_ED448);
}

static void ed25519(void **state) {
    use_as_subject(*state, EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
    expect_signature(*state, NID_undef, EVP_PKEY_ED25519);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(rsa_pss),
    CASE_ALL(rsa_pss_for_sha384_alone),
    CASE_ALL(ed448),
    CASE_ALL(ed25519),
};

CASES_MAIN(cases)
