/* Handshakes with DANE: the records that the server's certificate must match. */
#include "harness.h"
#include "tlsa.h"

static void a_domains_own_certificate_needs_no_trust(void **state) {
    struct pair *pair = *state;

    dane_trust_nobody(pair);
    for (int selector = CERT; selector <= SPKI; selector++) {
        for (int matching_type = FULL; matching_type <= SHA2_512; matching_type++) {
            dane_open(pair, "localhost", DANE_EE, selector, matching_type, SERVER_EC);
            dane_expect_match(pair, 0, DANE_EE, selector, matching_type, SERVER_EC);
            assert_string_equal(SSL_get0_peername(pair->client), "localhost");
        }
    }
}

static void the_certificates_are_those_of_the_peer(void **state) {
    struct pair *pair = *state;
    X509 *cert = NULL;

    dane_serve_chain(pair);
    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, SERVER_BELOW);
    dane_expect_match(pair, 0, DANE_EE, SPKI, SHA2_256, SERVER_BELOW);
    SSL_get0_dane_authority(pair->client, &cert, NULL);
    assert_ptr_equal(cert, SSL_get0_peer_certificate(pair->client));
    assert_int_equal(sk_X509_num(SSL_get0_verified_chain(pair->client)), 1);
    assert_ptr_equal(cert, sk_X509_value(SSL_get0_verified_chain(pair->client), 0));
    dane_open(pair, "localhost", DANE_TA, SPKI, SHA2_256, INTERMEDIATE);
    dane_expect_match(pair, 1, DANE_TA, SPKI, SHA2_256, INTERMEDIATE);
    SSL_get0_dane_authority(pair->client, &cert, NULL);
    assert_ptr_equal(cert, sk_X509_value(SSL_get_peer_cert_chain(pair->client), 1));
    assert_int_equal(sk_X509_num(SSL_get0_verified_chain(pair->client)), 2);
}

static void another_certificate_does_not_match(void **state) {
    struct pair *pair = *state;

    for (int usage = PKIX_TA; usage <= DANE_EE; usage++) {
        for (int selector = CERT; selector <= SPKI; selector++) {
            for (int matching_type = FULL; matching_type <= SHA2_512; matching_type++) {
                dane_open(pair, "localhost", usage, selector, matching_type, SERVER_EC_2);
                dane_expect_no_match(pair);
            }
        }
    }
}

/* The data is right, but for a certificate at another place of the chain. */
static void a_record_for_another_depth_does_not_match(void **state) {
    struct pair *pair = *state;

    dane_serve_chain(pair);
    for (int selector = CERT; selector <= SPKI; selector++) {
        dane_open(pair, "localhost", DANE_EE, selector, SHA2_256, INTERMEDIATE);
        dane_expect_no_match(pair);
        dane_open(pair, "localhost", PKIX_EE, selector, SHA2_256, INTERMEDIATE);
        dane_expect_no_match(pair);
        dane_open(pair, "localhost", DANE_TA, selector, SHA2_256, SERVER_BELOW);
        dane_expect_no_match(pair);
        dane_open(pair, "localhost", PKIX_TA, selector, SHA2_256, SERVER_BELOW);
        dane_expect_no_match(pair);
    }
}

static void the_name_is_checked_unless_a_flag_says_no(void **state) {
    struct pair *pair = *state;

    dane_open(pair, "elsewhere.test", DANE_EE, SPKI, SHA2_256, SERVER_EC);
    dane_expect_refusal(pair, X509_V_ERR_HOSTNAME_MISMATCH, SSL_AD_BAD_CERTIFICATE);
    dane_open(pair, "elsewhere.test", DANE_EE, SPKI, SHA2_256, SERVER_EC);
    SSL_dane_set_flags(pair->client, DANE_FLAG_NO_DANE_EE_NAMECHECKS);
    dane_expect_match(pair, 0, DANE_EE, SPKI, SHA2_256, SERVER_EC);
    assert_null(SSL_get0_peername(pair->client));
    SSL_CTX_dane_set_flags(pair->client_ctx, DANE_FLAG_NO_DANE_EE_NAMECHECKS);
    dane_open(pair, "elsewhere.test", DANE_EE, SPKI, SHA2_256, SERVER_EC);
    dane_expect_match(pair, 0, DANE_EE, SPKI, SHA2_256, SERVER_EC);
    /* The flag is about the domain's own certificate alone. */
    for (int usage = PKIX_TA; usage <= DANE_TA; usage++) {
        dane_serve_chain(pair);
        dane_open(pair, "elsewhere.test", usage, SPKI, SHA2_256,
                  usage == PKIX_EE ? SERVER_BELOW : INTERMEDIATE);
        dane_expect_refusal(pair, X509_V_ERR_HOSTNAME_MISMATCH, SSL_AD_BAD_CERTIFICATE);
    }
}

static void further_names_count_too(void **state) {
    struct pair *pair = *state;

    dane_open(pair, "elsewhere.test", DANE_EE, SPKI, SHA2_256, SERVER_EC);
    assert_int_equal(SSL_add1_host(pair->client, "www.example.com"), 1);
    dane_expect_match(pair, 0, DANE_EE, SPKI, SHA2_256, SERVER_EC);
    assert_string_equal(SSL_get0_peername(pair->client), "*.example.com");
    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, SERVER_EC);
    assert_int_equal(SSL_set1_host(pair->client, "elsewhere.test"), 1);
    dane_expect_refusal(pair, X509_V_ERR_HOSTNAME_MISMATCH, SSL_AD_BAD_CERTIFICATE);
}

static void dates_count_unless_the_certificate_is_the_domains_own(void **state) {
    struct pair *pair = *state;

    use_identity(pair->server_ctx, SERVER_EXPIRED);
    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, SERVER_EXPIRED);
    dane_expect_match(pair, 0, DANE_EE, SPKI, SHA2_256, SERVER_EXPIRED);
    dane_open(pair, "localhost", PKIX_EE, SPKI, SHA2_256, SERVER_EXPIRED);
    dane_expect_refusal(pair, X509_V_ERR_CERT_HAS_EXPIRED, SSL_AD_CERTIFICATE_EXPIRED);
    dane_open(pair, "localhost", DANE_TA, CERT, FULL, CA);
    dane_expect_refusal(pair, X509_V_ERR_CERT_HAS_EXPIRED, SSL_AD_CERTIFICATE_EXPIRED);
    dane_open(pair, "localhost", PKIX_TA, CERT, FULL, CA);
    dane_expect_refusal(pair, X509_V_ERR_CERT_HAS_EXPIRED, SSL_AD_CERTIFICATE_EXPIRED);
}

static void a_domains_own_issuer_in_the_chain(void **state) {
    struct pair *pair = *state;

    dane_trust_nobody(pair);
    dane_serve_chain(pair);
    for (int selector = CERT; selector <= SPKI; selector++) {
        for (int matching_type = FULL; matching_type <= SHA2_512; matching_type++) {
            dane_open(pair, "localhost", DANE_TA, selector, matching_type, INTERMEDIATE);
            dane_expect_match(pair, 1, DANE_TA, selector, matching_type, INTERMEDIATE);
            assert_string_equal(SSL_get0_peername(pair->client), "localhost");
        }
    }
}

static void an_issuer_that_the_record_brings_along(void **state) {
    struct pair *pair = *state;

    dane_trust_nobody(pair);
    dane_serve_chain(pair);
    dane_open(pair, "localhost", DANE_TA, CERT, FULL, CA);
    dane_expect_match(pair, 2, DANE_TA, CERT, FULL, CA);
    assert_int_equal(sk_X509_num(SSL_get0_verified_chain(pair->client)), 3);
    /* A digest cannot. */
    dane_open(pair, "localhost", DANE_TA, CERT, SHA2_256, CA);
    dane_expect_no_match(pair);
}

static void an_issuers_bare_key(void **state) {
    struct pair *pair = *state;
    X509 *cert = identity_cert(CA);
    EVP_PKEY *key = NULL;
    uint8_t usage = 9;

    dane_trust_nobody(pair);
    dane_serve_chain(pair);
    dane_open(pair, "localhost", DANE_TA, SPKI, FULL, CA);
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_OK);
    assert_int_equal(SSL_get0_dane_authority(pair->client, &cert, &key), 1);
    assert_null(cert);
    assert_int_equal(EVP_PKEY_eq(key, identity_key(CA)), 1);
    assert_int_equal(SSL_get0_dane_tlsa(pair->client, &usage, NULL, NULL, NULL, NULL), 1);
    assert_int_equal(usage, DANE_TA);
    assert_int_equal(sk_X509_num(SSL_get0_verified_chain(pair->client)), 2);
    /* That of a stranger signed nothing. */
    dane_open(pair, "localhost", DANE_TA, SPKI, FULL, OTHER_CA);
    dane_expect_no_match(pair);
}

static void a_trusted_issuer_is_not_the_domains_own(void **state) {
    struct pair *pair = *state;

    dane_serve_chain(pair);
    dane_open(pair, "localhost", DANE_TA, SPKI, SHA2_256, CA);
    dane_expect_no_match(pair);
}

static void a_public_issuer_must_be_trusted_as_well(void **state) {
    struct pair *pair = *state;

    dane_serve_chain(pair);
    dane_open(pair, "localhost", PKIX_TA, SPKI, SHA2_256, CA);
    dane_expect_match(pair, 2, PKIX_TA, SPKI, SHA2_256, CA);
    dane_open(pair, "localhost", PKIX_TA, CERT, SHA2_512, INTERMEDIATE);
    dane_expect_match(pair, 1, PKIX_TA, CERT, SHA2_512, INTERMEDIATE);
    dane_trust(pair, OTHER_CA);
    dane_open(pair, "localhost", PKIX_TA, CERT, SHA2_512, INTERMEDIATE);
    dane_expect_refusal(pair, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, SSL_AD_UNKNOWN_CA);
    dane_open(pair, "localhost", PKIX_TA, CERT, FULL, CA);
    dane_expect_refusal(pair, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, SSL_AD_UNKNOWN_CA);
}

static void a_public_certificate_must_be_trusted_as_well(void **state) {
    struct pair *pair = *state;

    dane_serve_chain(pair);
    for (int selector = CERT; selector <= SPKI; selector++) {
        for (int matching_type = FULL; matching_type <= SHA2_512; matching_type++) {
            dane_open(pair, "localhost", PKIX_EE, selector, matching_type, SERVER_BELOW);
            dane_expect_match(pair, 0, PKIX_EE, selector, matching_type, SERVER_BELOW);
            assert_int_equal(sk_X509_num(SSL_get0_verified_chain(pair->client)), 3);
        }
    }
    dane_trust(pair, OTHER_CA);
    dane_open(pair, "localhost", PKIX_EE, SPKI, SHA2_256, SERVER_BELOW);
    dane_expect_refusal(pair, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, SSL_AD_UNKNOWN_CA);
}

static void one_of_several_records_is_enough(void **state) {
    struct pair *pair = *state;

    dane_serve_chain(pair);
    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_256, SERVER_EC);
    tlsa_add(pair->client, PKIX_EE, CERT, SHA2_256, SERVER_EC);
    tlsa_add(pair->client, DANE_TA, CERT, SHA2_256, OTHER_CA);
    tlsa_add(pair->client, PKIX_TA, CERT, SHA2_512, CA);
    dane_expect_match(pair, 2, PKIX_TA, CERT, SHA2_512, CA);
    dane_open(pair, "localhost", PKIX_TA, SPKI, SHA2_256, CA);
    tlsa_add(pair->client, DANE_EE, SPKI, SHA2_256, SERVER_EC_2);
    tlsa_add(pair->client, DANE_EE, SPKI, SHA2_256, SERVER_BELOW);
    tlsa_add(pair->client, DANE_EE, SPKI, SHA2_256, SERVER_EC);
    dane_expect_match(pair, 0, DANE_EE, SPKI, SHA2_256, SERVER_BELOW);
}

static void of_digests_the_highest_in_rank_counts(void **state) {
    struct pair *pair = *state;

    for (int order = 0; order < 2; order++) {
        dane_open(pair, "localhost", DANE_EE, SPKI, order ? SHA2_256 : SHA2_512,
                  order ? SERVER_EC : SERVER_EC_2);
        tlsa_add(pair->client, DANE_EE, SPKI, order ? SHA2_512 : SHA2_256,
                 order ? SERVER_EC_2 : SERVER_EC);
        dane_expect_no_match(pair);
    }
    /* What is in full, and other selectors, count besides. */
    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_512, SERVER_EC_2);
    tlsa_add(pair->client, DANE_EE, SPKI, FULL, SERVER_EC);
    dane_expect_match(pair, 0, DANE_EE, SPKI, FULL, SERVER_EC);
    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_512, SERVER_EC_2);
    tlsa_add(pair->client, DANE_EE, CERT, SHA2_256, SERVER_EC);
    dane_expect_match(pair, 0, DANE_EE, CERT, SHA2_256, SERVER_EC);
    SSL_CTX_dane_mtype_set(pair->client_ctx, EVP_sha512(), SHA2_512, 0);
    dane_open(pair, "localhost", DANE_EE, SPKI, SHA2_512, SERVER_EC_2);
    tlsa_add(pair->client, DANE_EE, SPKI, SHA2_256, SERVER_EC);
    dane_expect_match(pair, 0, DANE_EE, SPKI, SHA2_256, SERVER_EC);
}

static void a_digest_of_ones_own(void **state) {
    struct pair *pair = *state;
    struct tlsa tlsa = tlsa_data(identity_cert(SERVER_EC), SPKI, FULL);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length;
    uint8_t matching_type = 0;

    assert_int_equal(SSL_CTX_dane_mtype_set(pair->client_ctx, EVP_sha384(), 200, 9), 1);
    EVP_Digest(tlsa.data, tlsa.length, digest, &length, EVP_sha384(), NULL);
    SSL_CTX_dane_enable(pair->client_ctx);
    pair_open(pair, MEMORY);
    SSL_dane_enable(pair->client, "localhost");
    assert_int_equal(SSL_dane_tlsa_add(pair->client, DANE_EE, SPKI, 200, digest, length), 1);
    assert_true(pair_handshake(pair));
    SSL_get0_dane_tlsa(pair->client, NULL, NULL, &matching_type, NULL, NULL);
    assert_int_equal(matching_type, 200);
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(a_domains_own_certificate_needs_no_trust),
    CASE_VERSIONS(the_certificates_are_those_of_the_peer),
    CASE_VERSIONS(another_certificate_does_not_match),
    CASE_VERSIONS(a_record_for_another_depth_does_not_match),
    CASE_VERSIONS(the_name_is_checked_unless_a_flag_says_no),
    CASE_VERSIONS(further_names_count_too),
    CASE_VERSIONS(dates_count_unless_the_certificate_is_the_domains_own),
    CASE_VERSIONS(a_domains_own_issuer_in_the_chain),
    CASE_VERSIONS(an_issuer_that_the_record_brings_along),
    CASE_VERSIONS(an_issuers_bare_key),
    CASE_VERSIONS(a_trusted_issuer_is_not_the_domains_own),
    CASE_VERSIONS(a_public_issuer_must_be_trusted_as_well),
    CASE_VERSIONS(a_public_certificate_must_be_trusted_as_well),
    CASE_VERSIONS(one_of_several_records_is_enough),
    CASE_VERSIONS(of_digests_the_highest_in_rank_counts),
    CASE_VERSIONS(a_digest_of_ones_own),
};

CASES_MAIN(cases)
