/* DANE's result: callbacks, results, servers, resumption, and the other checks of the chain. */
#include "harness.h"
#include "tlsa.h"

static void without_verification_the_result_is_known(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_NONE, NULL);
    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, SERVER_EC_2);
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_DANE_NO_MATCH);
    assert_int_equal(SSL_get0_dane_authority(pair->client, NULL, NULL), -1);
    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, SERVER_EC);
    dane_expect_match(pair, 0, DANE_EE, SPKI, SHA2_256, SERVER_EC);
    /* Whoever changes the result decides. */
    SSL_set_verify_result(pair->client, X509_V_ERR_CERT_REVOKED);
    assert_int_equal(SSL_get0_dane_authority(pair->client, NULL, NULL), -1);
    SSL_set_verify_result(pair->client, X509_V_OK);
    assert_int_equal(SSL_get0_dane_authority(pair->client, NULL, NULL), 0);
}

static struct {
    int calls, failures, error, depth, authority;
    int forgive;
} seen;

static int watch(int preverify, X509_STORE_CTX *store) {
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());

    seen.calls++;
    seen.depth = X509_STORE_CTX_get_error_depth(store);
    seen.authority = SSL_get0_dane_authority(ssl, NULL, NULL);
    if (!preverify) {
        seen.failures++;
        seen.error = X509_STORE_CTX_get_error(store);
        if (seen.forgive == 2)
            X509_STORE_CTX_set_error(store, X509_V_OK);
    }
    return preverify || seen.forgive;
}

static void the_callback_watches(void **state) {
    struct pair *pair = *state;

    memset(&seen, 0, sizeof(seen));
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_PEER, watch);
    dane_serve_chain(pair);
    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, SERVER_BELOW);
    dane_expect_match(pair, 0, DANE_EE, SPKI, SHA2_256, SERVER_BELOW);
    assert_int_equal(seen.calls, 1);
    assert_int_equal(seen.failures, 0);
    assert_int_equal(seen.authority, 0);
    dane_open(pair, "localhost", DANE_TA, SPKI, SHA2_256, INTERMEDIATE);
    dane_expect_match(pair, 1, DANE_TA, SPKI, SHA2_256, INTERMEDIATE);
    assert_int_equal(seen.calls, 2); /* the anchor itself is not reported */
    assert_int_equal(seen.failures, 0);
    assert_int_equal(seen.authority, 1);
    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, INTERMEDIATE);
    dane_expect_no_match(pair);
    assert_int_equal(seen.calls, 3);
    assert_int_equal(seen.error, X509_V_ERR_DANE_NO_MATCH);
    assert_int_equal(seen.depth, 0);
    assert_int_equal(seen.authority, -1);
}

static void the_callback_may_accept_what_did_not_match(void **state) {
    struct pair *pair = *state;

    memset(&seen, 0, sizeof(seen));
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_PEER, watch);
    for (seen.forgive = 1; seen.forgive <= 2; seen.forgive++) {
        X509 *cert = identity_cert(CA);

        dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, SERVER_EC_2);
        assert_true(pair_handshake(pair));
        assert_int_equal(SSL_get_verify_result(pair->client),
                         seen.forgive == 1 ? X509_V_ERR_DANE_NO_MATCH : X509_V_OK);
        assert_int_equal(SSL_get0_dane_authority(pair->client, &cert, NULL), -1);
        assert_ptr_equal(cert, identity_cert(CA));
    }
}

static int verify_as_usual(X509_STORE_CTX *store, void *arg) {
    (*(int *)arg)++;
    return X509_verify_cert(store);
}

static void a_verify_callback_of_ones_own_has_the_records(void **state) {
    struct pair *pair = *state;
    int calls = 0;

    SSL_CTX_set_cert_verify_callback(pair->client_ctx, verify_as_usual, &calls);
    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, SERVER_EC);
    dane_expect_match(pair, 0, DANE_EE, SPKI, SHA2_256, SERVER_EC);
    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, SERVER_EC_2);
    dane_expect_no_match(pair);
    assert_int_equal(calls, 2);
}

static int retries;

static int retry_once(X509_STORE_CTX *store, void *arg) {
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    int result = X509_verify_cert(store);

    (void)arg;
    if (retries++ == 0)
        return SSL_set_retry_verify(ssl);
    return result;
}

static void a_verification_that_is_repeated_matches_anew(void **state) {
    struct pair *pair = *state;
    int paused = 0;

    retries = 0;
    SSL_CTX_set_cert_verify_callback(pair->client_ctx, retry_once, NULL);
    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, SERVER_EC);
    for (int i = 0; i < 10 && !SSL_is_init_finished(pair->client); i++) {
        int ret = SSL_do_handshake(pair->client);

        paused += ret <= 0 && SSL_get_error(pair->client, ret) == SSL_ERROR_WANT_RETRY_VERIFY;
        SSL_do_handshake(pair->server);
        ERR_clear_error();
    }
    assert_int_equal(paused, 1);
    assert_int_equal(retries, 2);
    dane_expect_match(pair, 0, DANE_EE, SPKI, SHA2_256, SERVER_EC);
}

static void servers_verify_their_clients_with_it(void **state) {
    struct pair *pair = *state;
    uint8_t usage = 9;

    use_identity(pair->client_ctx, CLIENT_EC);
    SSL_CTX_set_verify(pair->server_ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    assert_int_equal(SSL_CTX_dane_enable(pair->server_ctx), 1);
    for (int right = 1; right >= 0; right--) {
        pair_open(pair, MEMORY);
        assert_int_equal(SSL_dane_enable(pair->server, NULL), 1);
        tlsa_add(pair->server, DANE_EE, SPKI, SHA2_256, right ? CLIENT_EC : CLIENT_RSA);
        assert_int_equal(pair_handshake(pair), right);
        assert_int_equal(SSL_get_verify_result(pair->server),
                         right ? X509_V_OK : X509_V_ERR_DANE_NO_MATCH);
        assert_int_equal(SSL_get0_dane_tlsa(pair->server, &usage, NULL, NULL, NULL, NULL),
                         right ? 0 : -1);
        assert_int_equal(usage, DANE_EE);
        ERR_clear_error();
    }
}

static void clear_forgets_the_match_and_keeps_the_records(void **state) {
    struct pair *pair = *state;
    X509 *cert = identity_cert(CA);

    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, SERVER_EC);
    dane_expect_match(pair, 0, DANE_EE, SPKI, SHA2_256, SERVER_EC);
    assert_int_equal(SSL_clear(pair->client), 1);
    assert_int_equal(SSL_get0_dane_authority(pair->client, &cert, NULL), -1);
    assert_ptr_equal(cert, identity_cert(CA));
    assert_int_equal(SSL_clear(pair->server), 1);
    pair_wire(pair, MEMORY);
    SSL_set_session(pair->client, NULL);
    dane_expect_match(pair, 0, DANE_EE, SPKI, SHA2_256, SERVER_EC);
    SSL_clear(pair->client);
    SSL_clear(pair->server);
    use_identity(pair->server_ctx, SERVER_EC_2);
    SSL_free(pair->server);
    pair->server = pair->peer = SSL_new(pair->server_ctx);
    SSL_set_accept_state(pair->server);
    pair_wire(pair, MEMORY);
    SSL_set_session(pair->client, NULL);
    dane_expect_no_match(pair);
}

/* A resumption shows no certificate: the verdict is the session's. */
static void a_resumed_session_matches_nothing(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;
    uint8_t usage = 9;
    X509 *cert = identity_cert(CA);

    resumption_prepare(pair);
    for (int identity = SERVER_EC; identity <= SERVER_EC_2; identity++) {
        dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, SERVER_EC);
        dane_expect_match(pair, 0, DANE_EE, SPKI, SHA2_256, SERVER_EC);
        pair_exchange(pair->server, pair->client, "with the ticket before it");
        session = SSL_get1_session(pair->client);
        resumption_close(pair);
        dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, identity);
        SSL_set_session(pair->client, session);
        SSL_SESSION_free(session);
        assert_true(pair_handshake(pair));
        assert_int_equal(SSL_session_reused(pair->client), 1);
        assert_int_equal(SSL_get_verify_result(pair->client), X509_V_OK);
        assert_int_equal(SSL_get0_dane_tlsa(pair->client, &usage, NULL, NULL, NULL, NULL), -1);
        assert_int_equal(SSL_get0_dane_authority(pair->client, &cert, NULL), -1);
        assert_int_equal(usage, 9);
        assert_ptr_equal(cert, identity_cert(CA));
    }
}

static void a_resumed_session_keeps_that_nothing_matched(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;

    resumption_prepare(pair);
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_NONE, NULL);
    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, SERVER_EC_2);
    assert_true(pair_handshake(pair));
    pair_exchange(pair->server, pair->client, "with the ticket before it");
    session = SSL_get1_session(pair->client);
    resumption_close(pair);
    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, SERVER_EC);
    SSL_set_session(pair->client, session);
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_session_reused(pair->client), 1);
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_DANE_NO_MATCH);
    SSL_SESSION_free(session);
}

/* What was verified with or without DANE says nothing about the other. */
static void verdicts_are_not_mixed_up(void **state) {
    struct pair *pair = *state;

    dane_serve_chain(pair);
    for (int round = 0; round < 2; round++) {
        pair_connect(pair, MEMORY);
        assert_int_equal(SSL_get_verify_result(pair->client), X509_V_OK);
        dane_open(pair, "localhost", DANE_TA, SPKI, SHA2_256, OTHER_CA);
        dane_expect_no_match(pair);
        dane_open(pair, "localhost", PKIX_TA, SPKI, SHA2_256, OTHER_CA);
        dane_expect_no_match(pair);
        dane_open(pair, "localhost", PKIX_TA, SPKI, SHA2_256, CA);
        dane_expect_match(pair, 2, PKIX_TA, SPKI, SHA2_256, CA);
    }
    dane_trust_nobody(pair);
    for (int round = 0; round < 2; round++) {
        dane_open(pair, "localhost", DANE_TA, SPKI, FULL, CA);
        assert_true(pair_handshake(pair));
        pair_open(pair, MEMORY);
        dane_expect_refusal(pair, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, SSL_AD_UNKNOWN_CA);
        pair_open(pair, MEMORY);
        SSL_dane_enable(pair->client, "localhost");
        dane_expect_refusal(pair, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, SSL_AD_UNKNOWN_CA);
    }
}

static void the_records_stay_with_their_context(void **state) {
    struct pair *pair = *state;
    SSL_CTX *other = client_context(pair->version);

    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, SERVER_EC);
    assert_ptr_equal(SSL_set_SSL_CTX(pair->client, other), other);
    SSL_CTX_free(other);
    tlsa_add(pair->client, DANE_EE, SPKI, SHA2_512, SERVER_EC);
    dane_expect_match(pair, 0, DANE_EE, SPKI, SHA2_512, SERVER_EC);
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(without_verification_the_result_is_known),
    CASE_VERSIONS(the_callback_watches),
    CASE_VERSIONS(the_callback_may_accept_what_did_not_match),
    CASE_VERSIONS(a_verify_callback_of_ones_own_has_the_records),
    CASE_VERSIONS(a_verification_that_is_repeated_matches_anew),
    CASE_VERSIONS(servers_verify_their_clients_with_it),
    CASE_VERSIONS(clear_forgets_the_match_and_keeps_the_records),
    CASE_VERSIONS(a_resumed_session_matches_nothing),
    CASE_VERSIONS(a_resumed_session_keeps_that_nothing_matched),
    CASE_VERSIONS(verdicts_are_not_mixed_up),
    CASE_VERSIONS(the_records_stay_with_their_context),
};

CASES_MAIN(cases)
