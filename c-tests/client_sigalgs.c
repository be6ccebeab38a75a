/* Signature algorithms of clients' certificates, and the other checks of a signature. */
#include "harness.h"

#include <openssl/x509v3.h>

static void with_client_certificate(struct pair *pair) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(pair->server_ctx), identity_cert(CA));
    SSL_CTX_set_verify(pair->server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    use_identity(pair->client_ctx, CLIENT_RSA);
}

static void expect_hash(SSL *ssl, int expected) {
    int nid = 0;

    assert_int_equal(SSL_get_peer_signature_nid(ssl, &nid), 1);
    assert_int_equal(nid, expected);
}

static void a_server_asks_for_its_own_list(void **state) {
    struct pair *pair = *state;
    unsigned char sign = 0, hash = 0;

    with_client_certificate(pair);
    assert_int_equal(
        SSL_CTX_set1_client_sigalgs_list(pair->server_ctx, "RSA-PSS+SHA512:RSA-PSS+SHA384"), 1);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_sigalgs(pair->client, 0, NULL, NULL, NULL, &sign, &hash), 2);
    assert_int_equal(hash << 8 | sign, 0x0806);
    expect_hash(pair->server, NID_sha512);
    /* The server's own signature does not depend on it. */
    expect_hash(pair->client, NID_sha256);
}

static void a_client_signs_by_its_own_list(void **state) {
    struct pair *pair = *state;

    with_client_certificate(pair);
    assert_int_equal(SSL_CTX_set1_client_sigalgs_list(pair->client_ctx, "RSA-PSS+SHA384"), 1);
    pair_connect(pair, MEMORY);
    expect_hash(pair->server, NID_sha384);
    expect_hash(pair->client, NID_sha256);
}

static void a_client_without_a_fitting_key_sends_none(void **state) {
    struct pair *pair = *state;

    with_client_certificate(pair);
    assert_int_equal(SSL_CTX_set1_client_sigalgs_list(pair->client_ctx, "ECDSA+SHA256"), 1);
    pair_open(pair, MEMORY);
    assert_int_equal(pair_handshake(pair), 0);
    assert_int_equal(pair->server_failure, SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE);
}

static void a_configuration_sets_them(void **state) {
    struct pair *pair = *state;
    SSL_CONF_CTX *conf = SSL_CONF_CTX_new();

    with_client_certificate(pair);
    SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CLIENT | SSL_CONF_FLAG_SERVER);
    SSL_CONF_CTX_set_ssl_ctx(conf, pair->server_ctx);
    assert_int_equal(SSL_CONF_cmd(conf, "ClientSignatureAlgorithms", "RSA-PSS+SHA384"), 2);
    SSL_CONF_CTX_free(conf);
    pair_connect(pair, MEMORY);
    expect_hash(pair->server, NID_sha384);
}

/* TLS 1.3 signs with none of these. */
static void a_server_with_nothing_to_ask_for_fails(void **state) {
    struct pair *pair = *state;

    with_client_certificate(pair);
    assert_int_equal(SSL_CTX_set1_client_sigalgs_list(pair->server_ctx, "RSA+SHA256"), 1);
    pair_open(pair, MEMORY);
    assert_int_equal(pair_handshake(pair), 0);
    assert_int_equal(pair->server_failure, SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM);
}

static void a_client_without_algorithms_does_not_begin(void **state) {
    struct pair *pair = *state;
    struct alert_log log;

    assert_int_equal(SSL_CTX_set1_sigalgs_list(pair->client_ctx, "RSA+SHA1:ECDSA+SHA1"), 1);
    pair_open(pair, MEMORY);
    note_alerts(pair->client, &log);
    assert_int_equal(handshake_step(pair->client), -1);
    assert_ssl_error(pair->version == TLS1_3_VERSION ? SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM
                                                     : SSL_R_NO_CIPHERS_AVAILABLE);
    assert_int_equal(log.sent_code, SSL_AD_INTERNAL_ERROR);
}

/* In TLS 1.2 the groups are the curves that certificates may have. */
static void a_clients_certificate_on_another_curve_is_refused(void **state) {
    struct pair *pair = *state;
    struct alert_log log;
    int nid;

    with_client_certificate(pair);
    use_identity(pair->client_ctx, CLIENT_EC);
    assert_int_equal(SSL_CTX_set1_groups_list(pair->server_ctx, "X25519:P-384"), 1);
    pair_open(pair, MEMORY);
    note_alerts(pair->server, &log);
    if (pair->version == TLS1_3_VERSION) {
        assert_true(pair_handshake(pair));
        return;
    }
    assert_int_equal(pair_handshake(pair), 0);
    assert_int_equal(pair->server_failure, SSL_R_WRONG_CURVE);
    assert_int_equal(log.sent_code, SSL_AD_ILLEGAL_PARAMETER);
    /* What was refused is not said to have signed. */
    assert_int_equal(SSL_get_peer_signature_nid(pair->server, &nid), 0);
    assert_int_equal(SSL_get_peer_signature_type_nid(pair->server, &nid), 0);
}

/* The server's certificate with another key usage. */
static X509 *certificate_for(const char *usage) {
    X509 *cert = X509_dup(identity_cert(SERVER_EC));
    int at = X509_get_ext_by_NID(cert, NID_key_usage, -1);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_key_usage, usage);

    if (at >= 0)
        X509_EXTENSION_free(X509_delete_ext(cert, at));
    assert_int_equal(X509_add_ext(cert, extension, -1), 1);
    X509_EXTENSION_free(extension);
    assert_true(X509_sign(cert, identity_key(CA), EVP_sha256()) > 0);
    return cert;
}

static void a_servers_key_must_be_for_signing(void **state) {
    struct pair *pair = *state;
    X509 *cert = certificate_for("keyAgreement");
    struct alert_log log;

    assert_int_equal(SSL_CTX_use_certificate(pair->server_ctx, cert), 1);
    X509_free(cert);
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_NONE, NULL);
    pair_open(pair, MEMORY);
    note_alerts(pair->server, &log);
    if (pair->version == TLS1_3_VERSION) {
        assert_true(pair_handshake(pair));
        return;
    }
    assert_int_equal(pair_handshake(pair), 0);
    assert_int_equal(pair->server_failure, SSL_R_NO_SHARED_CIPHER);
    assert_int_equal(log.sent_code, SSL_AD_HANDSHAKE_FAILURE);
}

static int change_cipher_specs(BIO *bio) {
    struct record records[16];
    int count = records_in(bio, records, 16), found = 0;

    for (int i = 0; i < count; i++)
        found += records[i].type == SSL3_RT_CHANGE_CIPHER_SPEC;
    return found;
}

static void without_middlebox_compatibility_no_change_cipher_spec_is_sent(void **state) {
    struct pair *pair = *state;

    SSL_CTX_clear_options(pair->subject_ctx, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
    pair_open(pair, MEMORY);
    handshake_step(pair->client);
    handshake_step(pair->server);
    if (!pair->subject_is_server)
        handshake_step(pair->client);
    assert_int_equal(change_cipher_specs(pair->from_subject), 0);
    assert_true(pair_handshake(pair));
    pair_exchange(pair->client, pair->server, "data");
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(a_server_asks_for_its_own_list),
    CASE_VERSIONS(a_client_signs_by_its_own_list),
    CASE_VERSIONS(a_client_without_a_fitting_key_sends_none),
    CASE_VERSIONS(a_configuration_sets_them),
    CASE(a_server_with_nothing_to_ask_for_fails),
    CASE_VERSIONS(a_client_without_algorithms_does_not_begin),
    CASE_VERSIONS(a_clients_certificate_on_another_curve_is_refused),
    CASE_VERSIONS(a_servers_key_must_be_for_signing),
    CASE_NAMED(without_middlebox_compatibility_no_change_cipher_spec_is_sent, "/client",
               setting_tls13),
    CASE_NAMED(without_middlebox_compatibility_no_change_cipher_spec_is_sent, "/server",
               setting_tls13_server),
};

CASES_MAIN(cases)
