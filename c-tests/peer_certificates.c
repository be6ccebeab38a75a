/* The peer's certificates as the application gets them: always the same objects on one
 * connection, and never shared with another, so that the application may change them. */
#include "harness.h"

static void all_ways_lead_to_the_same_object(void **state) {
    struct pair *pair = *state;
    X509 *cert;

    pair_connect(pair, MEMORY);
    /* In any order. */
    assert_non_null(SSL_get0_verified_chain(pair->client));
    cert = SSL_get0_peer_certificate(pair->client);
    assert_non_null(cert);
    assert_ptr_equal(SSL_get0_peer_certificate(pair->client), cert);
    assert_ptr_equal(sk_X509_value(SSL_get_peer_cert_chain(pair->client), 0), cert);
    assert_ptr_equal(sk_X509_value(SSL_get0_verified_chain(pair->client), 0), cert);
    assert_ptr_equal(SSL_get0_verified_chain(pair->client), SSL_get0_verified_chain(pair->client));
    assert_ptr_equal(SSL_SESSION_get0_peer(SSL_get_session(pair->client)), cert);
    assert_int_equal(X509_cmp(cert, identity_cert(SERVER_EC)), 0);
}

static void a_mark_on_one_is_on_no_other(void **state) {
    struct pair *pair = *state;
    int index = X509_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    struct pair second = pair_beside(pair);
    X509 *mine, *other;

    pair_connect(pair, MEMORY);
    pair_connect(&second, MEMORY);
    mine = SSL_get0_peer_certificate(pair->client);
    other = SSL_get0_peer_certificate(second.client);
    assert_ptr_not_equal(mine, other);
    assert_int_equal(X509_cmp(mine, other), 0);
    assert_int_equal(X509_set_ex_data(mine, index, pair), 1);
    assert_null(X509_get_ex_data(other, index));
    assert_ptr_equal(X509_get_ex_data(SSL_get0_peer_certificate(pair->client), index), pair);
    pair_close(&second);
    pair_connect(&second, MEMORY);
    assert_null(X509_get_ex_data(SSL_get0_peer_certificate(second.client), index));
    pair_close(&second);
}

/* A program that enrols its peers may sign in place. */
static void what_is_done_to_one_changes_no_verification(void **state) {
    struct pair *pair = *state;
    struct pair second = pair_beside(pair);
    X509 *mine;

    pair_connect(pair, MEMORY);
    mine = SSL_get0_peer_certificate(pair->client);
    assert_int_equal(X509_set_pubkey(mine, identity_key(SERVER_RSA)), 1);
    assert_true(X509_sign(mine, identity_key(SERVER_RSA), EVP_sha256()) > 0);
    pair_connect(&second, MEMORY);
    assert_int_equal(SSL_get_verify_result(second.client), X509_V_OK);
    assert_int_equal(X509_cmp(SSL_get0_peer_certificate(second.client), identity_cert(SERVER_EC)),
                     0);
    pair_close(&second);
}

static int mark_index;

static int mark(int preverify, X509_STORE_CTX *store) {
    X509 *cert = X509_STORE_CTX_get_current_cert(store);

    assert_null(X509_get_ex_data(cert, mark_index));
    if (X509_STORE_CTX_get_error_depth(store) == 0)
        X509_set_ex_data(cert, mark_index, store);
    return preverify;
}

static void what_a_callback_leaves_there_is_found_later(void **state) {
    struct pair *pair = *state;
    struct pair second = pair_beside(pair);

    mark_index = X509_get_ex_new_index(0, NULL, NULL, NULL, NULL);
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_PEER, mark);
    pair_connect(pair, MEMORY);
    assert_non_null(X509_get_ex_data(SSL_get0_peer_certificate(pair->client), mark_index));
    pair_connect(&second, MEMORY);
    assert_non_null(X509_get_ex_data(SSL_get0_peer_certificate(second.client), mark_index));
    pair_close(&second);
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(all_ways_lead_to_the_same_object),
    CASE_VERSIONS(a_mark_on_one_is_on_no_other),
    CASE_VERSIONS(what_is_done_to_one_changes_no_verification),
    CASE_VERSIONS(what_a_callback_leaves_there_is_found_later),
};

CASES_MAIN(cases)
