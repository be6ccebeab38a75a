/* A server's chain that the context has verified before: all its properties are checked again. */
#include "harness.h"

/* Another connection of the same contexts, whose handshake fails with this verify result. */
static void expect_refusal_now(struct pair *pair, long result) {
    pair_open(pair, MEMORY);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), result);
    assert_int_equal(pair->client_failure, SSL_R_CERTIFICATE_VERIFY_FAILED);
    ERR_clear_error();
}

static void expect_success_now(struct pair *pair) {
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_OK);
    assert_int_equal(sk_X509_num(SSL_get0_verified_chain(pair->client)), 2);
    assert_no_error();
}

static void a_chain_is_verified_as_often_as_it_comes(void **state) {
    struct pair *pair = *state;

    for (int i = 0; i < 4; i++)
        expect_success_now(pair);
}

static void another_time_is_another_verdict(void **state) {
    struct pair *pair = *state;
    const time_t century = (time_t)100 * 365 * 24 * 60 * 60;

    expect_success_now(pair);
    pair_open(pair, MEMORY);
    X509_VERIFY_PARAM_set_time(SSL_get0_param(pair->client), time(NULL) + century);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_CERT_HAS_EXPIRED);
    ERR_clear_error();
    pair_open(pair, MEMORY);
    X509_VERIFY_PARAM_set_time(SSL_get0_param(pair->client), 1000000);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_CERT_NOT_YET_VALID);
    ERR_clear_error();
    expect_success_now(pair);
}

static void an_expired_chain_that_was_let_pass_is_expired(void **state) {
    struct pair *pair = *state;

    use_identity(pair->server_ctx, SERVER_EXPIRED);
    pair_open(pair, MEMORY);
    X509_VERIFY_PARAM_set_flags(SSL_get0_param(pair->client), X509_V_FLAG_NO_CHECK_TIME);
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_OK);
    expect_refusal_now(pair, X509_V_ERR_CERT_HAS_EXPIRED);
}

/* The server's certificate with a signature that its issuer did not make. */
static void forge_server(struct pair *pair) {
    X509 *forged = X509_dup(identity_cert(SERVER_EC));

    assert_true(X509_sign(forged, identity_key(SERVER_EC), EVP_sha256()) > 0);
    assert_int_equal(SSL_CTX_use_certificate(pair->server_ctx, forged), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(pair->server_ctx, identity_key(SERVER_EC)), 1);
    X509_free(forged);
}

static void a_forgery_of_a_known_certificate_is_refused(void **state) {
    struct pair *pair = *state;

    expect_success_now(pair);
    forge_server(pair);
    expect_refusal_now(pair, X509_V_ERR_CERT_SIGNATURE_FAILURE);
    expect_refusal_now(pair, X509_V_ERR_CERT_SIGNATURE_FAILURE);
    use_identity(pair->server_ctx, SERVER_EC);
    expect_success_now(pair);
}

static int accept(int preverify, X509_STORE_CTX *store) {
    (void)preverify;
    (void)store;
    return 1;
}

static void what_a_callback_let_pass_is_not_known(void **state) {
    struct pair *pair = *state;

    forge_server(pair);
    for (int i = 0; i < 2; i++) {
        pair_open(pair, MEMORY);
        SSL_set_verify(pair->client, SSL_VERIFY_PEER, accept);
        assert_true(pair_handshake(pair));
        assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_CERT_SIGNATURE_FAILURE);
    }
    expect_refusal_now(pair, X509_V_ERR_CERT_SIGNATURE_FAILURE);
}

static int calls, issuers;

static int count(int preverify, X509_STORE_CTX *store) {
    calls++;
    issuers += X509_STORE_CTX_get0_current_issuer(store) != NULL;
    return preverify;
}

static void a_callback_hears_of_a_known_chain(void **state) {
    struct pair *pair = *state;

    expect_success_now(pair);
    for (int i = 1; i <= 2; i++) {
        calls = issuers = 0;
        pair_open(pair, MEMORY);
        SSL_set_verify(pair->client, SSL_VERIFY_PEER, count);
        assert_true(pair_handshake(pair));
        assert_int_equal(calls, 2);
        assert_int_equal(issuers, 2);
    }
}

static void the_stores_callback_hears_of_a_known_chain(void **state) {
    struct pair *pair = *state;

    expect_success_now(pair);
    X509_STORE_set_verify_cb(SSL_CTX_get_cert_store(pair->client_ctx), count);
    for (int i = 1; i <= 2; i++) {
        calls = 0;
        expect_success_now(pair);
        assert_int_equal(calls, 2);
    }
}

static int refuse_chain(X509_STORE_CTX *store) {
    calls++;
    X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED);
    return 0;
}

static void the_stores_own_step_is_taken(void **state) {
    struct pair *pair = *state;

    calls = 0;
    expect_success_now(pair);
    X509_STORE_set_verify(SSL_CTX_get_cert_store(pair->client_ctx), refuse_chain);
    expect_refusal_now(pair, X509_V_ERR_CERT_REJECTED);
    assert_int_equal(calls, 1);
}

static void a_root_that_was_taken_away_is_missed(void **state) {
    struct pair *pair = *state;

    expect_success_now(pair);
    SSL_CTX_set_cert_store(pair->client_ctx, X509_STORE_new());
    expect_refusal_now(pair, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
}

static void a_known_certificate_can_be_revoked(void **state) {
    struct pair *pair = *state;
    X509_STORE *store = SSL_CTX_get_cert_store(pair->client_ctx);
    X509_CRL *crl = X509_CRL_new();
    X509_REVOKED *revoked = X509_REVOKED_new();
    ASN1_TIME *now = X509_gmtime_adj(NULL, -60), *later = X509_gmtime_adj(NULL, 3600);

    expect_success_now(pair);
    X509_REVOKED_set_serialNumber(revoked, X509_get_serialNumber(identity_cert(SERVER_EC)));
    X509_REVOKED_set_revocationDate(revoked, now);
    X509_CRL_set_version(crl, 1);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(identity_cert(CA)));
    X509_CRL_set1_lastUpdate(crl, now);
    X509_CRL_set1_nextUpdate(crl, later);
    assert_int_equal(X509_CRL_add0_revoked(crl, revoked), 1);
    assert_true(X509_CRL_sign(crl, identity_key(CA), EVP_sha256()) > 0);
    assert_int_equal(X509_STORE_add_crl(store, crl), 1);
    X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
    expect_refusal_now(pair, X509_V_ERR_CERT_REVOKED);
    X509_CRL_free(crl);
    ASN1_TIME_free(now);
    ASN1_TIME_free(later);
}

static void a_known_chain_has_the_name_or_not(void **state) {
    struct pair *pair = *state;

    expect_success_now(pair);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set1_host(pair->client, "elsewhere.test"), 1);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_HOSTNAME_MISMATCH);
    ERR_clear_error();
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set1_host(pair->client, "localhost"), 1);
    assert_true(pair_handshake(pair));
    assert_string_equal(SSL_get0_peername(pair->client), "localhost");
}

static void a_servers_view_of_a_known_client(void **state) {
    struct pair *pair = *state;

    use_identity(pair->client_ctx, CLIENT_EC);
    SSL_CTX_load_verify_locations(pair->server_ctx, identity_chain_file(CA), NULL);
    SSL_CTX_set_verify(pair->server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    for (int i = 0; i < 3; i++) {
        pair_connect(pair, MEMORY);
        assert_int_equal(SSL_get_verify_result(pair->server), X509_V_OK);
        assert_int_equal(sk_X509_num(SSL_get0_verified_chain(pair->server)), 2);
    }
    use_identity(pair->client_ctx, CLIENT_UNTRUSTED);
    pair_open(pair, MEMORY);
    pair_handshake(pair);
    assert_int_equal(SSL_get_verify_result(pair->server),
                     X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    ERR_clear_error();
}

/* More chains than any memory of them will have room for, each twice. */
static void many_chains_one_after_the_other(void **state) {
    struct pair *pair = *state;
    const int identities[] = {SERVER_EC, SERVER_EC_2, SERVER_P384, SERVER_RSA, SERVER_ED25519};

    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < sizeof(identities) / sizeof(identities[0]); i++) {
            use_identity(pair->server_ctx, identities[i]);
            expect_success_now(pair);
        }
    for (int i = 0; i < 40; i++) {
        X509 *cert = X509_dup(identity_cert(SERVER_EC));

        ASN1_INTEGER_set(X509_get_serialNumber(cert), 1000 + i);
        assert_true(X509_sign(cert, identity_key(CA), EVP_sha256()) > 0);
        use_identity(pair->server_ctx, SERVER_EC);
        assert_int_equal(SSL_CTX_use_certificate(pair->server_ctx, cert), 1);
        X509_free(cert);
        expect_success_now(pair);
        expect_success_now(pair);
    }
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(a_chain_is_verified_as_often_as_it_comes),
    CASE_VERSIONS(another_time_is_another_verdict),
    CASE_VERSIONS(an_expired_chain_that_was_let_pass_is_expired),
    CASE_VERSIONS(a_forgery_of_a_known_certificate_is_refused),
    CASE_VERSIONS(what_a_callback_let_pass_is_not_known),
    CASE_VERSIONS(a_callback_hears_of_a_known_chain),
    CASE_VERSIONS(the_stores_callback_hears_of_a_known_chain),
    CASE_VERSIONS(the_stores_own_step_is_taken),
    CASE_VERSIONS(a_root_that_was_taken_away_is_missed),
    CASE_VERSIONS(a_known_certificate_can_be_revoked),
    CASE_VERSIONS(a_known_chain_has_the_name_or_not),
    CASE_VERSIONS(a_servers_view_of_a_known_client),
    CASE_VERSIONS(many_chains_one_after_the_other),
};

CASES_MAIN(cases)
