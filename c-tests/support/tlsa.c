#include "harness.h"
#include "tlsa.h"

struct tlsa tlsa_data(X509 *cert, int selector, int matching_type) {
    struct tlsa tlsa;
    unsigned char *der = NULL;
    unsigned int written = 0;
    int length =
        selector == CERT ? i2d_X509(cert, &der) : i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &der);

    assert_in_range(length, 1, sizeof(tlsa.data));
    if (matching_type == FULL) {
        memcpy(tlsa.data, der, length);
        written = length;
    } else {
        EVP_Digest(der, length, tlsa.data, &written,
                   matching_type == SHA2_256 ? EVP_sha256() : EVP_sha512(), NULL);
    }
    tlsa.length = written;
    OPENSSL_free(der);
    return tlsa;
}

void tlsa_add(SSL *ssl, int usage, int selector, int matching_type, int identity) {
    struct tlsa tlsa = tlsa_data(identity_cert(identity), selector, matching_type);

    assert_int_equal(SSL_dane_tlsa_add(ssl, usage, selector, matching_type, tlsa.data, tlsa.length),
                     1);
}

void dane_serve_chain(struct pair *pair) {
    assert_int_equal(
        SSL_CTX_use_certificate_chain_file(pair->server_ctx, identity_chain_file(SERVER_BELOW)), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(pair->server_ctx, identity_key(SERVER_BELOW)), 1);
}

void dane_trust_nobody(struct pair *pair) {
    SSL_CTX_set_cert_store(pair->client_ctx, X509_STORE_new());
}

void dane_trust(struct pair *pair, int identity) {
    dane_trust_nobody(pair);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(pair->client_ctx), identity_cert(identity));
}

void dane_open(struct pair *pair, const char *name, int usage, int selector, int matching_type,
               int identity) {
    assert_int_equal(SSL_CTX_dane_enable(pair->client_ctx), 1);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_dane_enable(pair->client, name), 1);
    tlsa_add(pair->client, usage, selector, matching_type, identity);
}

void dane_expect_match(struct pair *pair, int depth, int usage, int selector, int matching_type,
                       int identity) {
    struct tlsa tlsa = tlsa_data(identity_cert(identity), selector, matching_type);
    uint8_t found[3];
    const unsigned char *data = NULL;
    size_t length = 0;
    X509 *cert = NULL;
    EVP_PKEY *key = identity_key(CA);

    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_OK);
    assert_int_equal(
        SSL_get0_dane_tlsa(pair->client, &found[0], &found[1], &found[2], &data, &length), depth);
    assert_int_equal(found[0], usage);
    assert_int_equal(found[1], selector);
    assert_int_equal(found[2], matching_type);
    assert_int_equal(length, tlsa.length);
    assert_memory_equal(data, tlsa.data, length);
    assert_int_equal(SSL_get0_dane_tlsa(pair->client, NULL, NULL, NULL, NULL, NULL), depth);
    assert_int_equal(SSL_get0_dane_authority(pair->client, &cert, &key), depth);
    assert_int_equal(X509_cmp(cert, identity_cert(identity)), 0);
    assert_null(key);
    assert_int_equal(SSL_get0_dane_authority(pair->client, NULL, NULL), depth);
}

void dane_expect_refusal(struct pair *pair, long result, int alert) {
    struct alert_log log;
    X509 *cert = identity_cert(CA);

    note_alerts(pair->client, &log);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), result);
    assert_int_equal(log.sent_level, SSL3_AL_FATAL);
    assert_int_equal(log.sent_code, alert);
    assert_int_equal(pair->client_failure, SSL_R_CERTIFICATE_VERIFY_FAILED);
    assert_int_equal(SSL_get0_dane_tlsa(pair->client, NULL, NULL, NULL, NULL, NULL), -1);
    assert_int_equal(SSL_get0_dane_authority(pair->client, &cert, NULL), -1);
    assert_ptr_equal(cert, identity_cert(CA));
    ERR_clear_error();
}

void dane_expect_no_match(struct pair *pair) {
    dane_expect_refusal(pair, X509_V_ERR_DANE_NO_MATCH, SSL_AD_BAD_CERTIFICATE);
}
