/* DANE's settings: enabling it, matching types, records, and invalid records. */
#define _GNU_SOURCE
#include "harness.h"
#include "tlsa.h"

/* A client with DANE enabled. */
static void open_enabled(struct pair *pair) {
    assert_int_equal(SSL_CTX_dane_enable(pair->client_ctx), 1);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_dane_enable(pair->client, "localhost"), 1);
}

static int add(SSL *ssl, int usage, int selector, int matching_type, const void *data,
               size_t length) {
    return SSL_dane_tlsa_add(ssl, usage, selector, matching_type, data, length);
}

static const unsigned char digest[65];

static void it_is_allowed_in_the_context_first(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_dane_enable(pair->client, "localhost"), 0);
    assert_ssl_error(SSL_R_CONTEXT_NOT_DANE_ENABLED);
    assert_null(SSL_get_servername(pair->client, TLSEXT_NAMETYPE_host_name));
    assert_int_equal(SSL_CTX_dane_enable(pair->client_ctx), 1);
    assert_int_equal(SSL_CTX_dane_enable(pair->client_ctx), 1);
    assert_int_equal(SSL_dane_enable(pair->client, "localhost"), 1);
    assert_no_error();
    assert_int_equal(SSL_dane_enable(pair->client, "elsewhere.test"), 0);
    assert_ssl_error(SSL_R_DANE_ALREADY_ENABLED);
    assert_string_equal(SSL_get_servername(pair->client, TLSEXT_NAMETYPE_host_name), "localhost");
}

static void the_base_domain_is_the_server_name(void **state) {
    struct pair *pair = *state;

    open_enabled(pair);
    assert_string_equal(SSL_get_servername(pair->client, TLSEXT_NAMETYPE_host_name), "localhost");
    assert_true(pair_handshake(pair));
    assert_string_equal(SSL_get_servername(pair->server, TLSEXT_NAMETYPE_host_name), "localhost");
    assert_string_equal(SSL_get0_peername(pair->client), "localhost");
}

static void a_server_name_that_is_set_stays(void **state) {
    struct pair *pair = *state;

    SSL_CTX_dane_enable(pair->client_ctx);
    pair_open(pair, MEMORY);
    SSL_set_tlsext_host_name(pair->client, "elsewhere.test");
    assert_int_equal(SSL_dane_enable(pair->client, "localhost"), 1);
    assert_string_equal(SSL_get_servername(pair->client, TLSEXT_NAMETYPE_host_name),
                        "elsewhere.test");
    assert_true(pair_handshake(pair));
    assert_string_equal(SSL_get0_peername(pair->client), "localhost");
}

static void without_records_the_name_is_checked_as_usual(void **state) {
    struct pair *pair = *state;

    SSL_CTX_dane_enable(pair->client_ctx);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_dane_enable(pair->client, "elsewhere.test"), 1);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_HOSTNAME_MISMATCH);
}

/* Those of SSL_set1_host() are; but here an address stands for itself as a name. */
static void an_address_as_base_domain_is_a_name(void **state) {
    struct pair *pair = *state;

    SSL_CTX_dane_enable(pair->client_ctx);
    pair_open(pair, MEMORY);
    SSL_set_tlsext_host_name(pair->client, "localhost");
    assert_int_equal(SSL_dane_enable(pair->client, "127.0.0.1"), 1);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(pair->client), X509_V_ERR_HOSTNAME_MISMATCH);
}

static void base_domains_that_are_no_server_names(void **state) {
    struct pair *pair = *state;
    char name[257];

    memset(name, 'a', 256);
    name[256] = 0;
    SSL_CTX_dane_enable(pair->client_ctx);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_dane_enable(pair->client, ""), -1);
    assert_ssl_error(SSL_R_SSL3_EXT_INVALID_SERVERNAME);
    assert_int_equal(SSL_dane_enable(pair->client, name), -1);
    assert_ssl_error_among(SSL_R_ERROR_SETTING_TLSA_BASE_DOMAIN);
    assert_int_equal(add(pair->client, DANE_EE, SPKI, SHA2_256, digest, 32), -1);
    assert_ssl_error(SSL_R_DANE_NOT_ENABLED);
    SSL_set_tlsext_host_name(pair->client, "elsewhere.test");
    assert_int_equal(SSL_dane_enable(pair->client, ""), 1);
    assert_no_error();
    assert_true(pair_handshake(pair));
    assert_null(SSL_get0_peername(pair->client));
}

static void no_base_domain_checks_no_name(void **state) {
    struct pair *pair = *state;

    SSL_CTX_dane_enable(pair->client_ctx);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set1_host(pair->client, "elsewhere.test"), 1);
    assert_int_equal(SSL_dane_enable(pair->client, NULL), 1);
    assert_no_error();
    assert_null(SSL_get_servername(pair->client, TLSEXT_NAMETYPE_host_name));
    assert_true(pair_handshake(pair));
}

static void records_need_it_enabled(void **state) {
    struct pair *pair = *state;

    SSL_CTX_dane_enable(pair->client_ctx);
    pair_open(pair, MEMORY);
    assert_int_equal(add(pair->client, 9, 9, 9, NULL, 0), -1);
    assert_ssl_error(SSL_R_DANE_NOT_ENABLED);
}

/* Each row is wrong in all that is checked after what it is refused for. */
static void what_is_checked_first(void **state) {
    struct pair *pair = *state;
    const struct {
        int usage, selector, matching_type;
        const void *data;
        size_t length;
        int reason;
    } rows[] = {
        {4, 2, 9, NULL, (size_t)INT_MAX + 1, SSL_R_DANE_TLSA_BAD_DATA_LENGTH},
        {4, 2, 9, NULL, (size_t)-1, SSL_R_DANE_TLSA_BAD_DATA_LENGTH},
        {4, 2, 9, NULL, 5, SSL_R_DANE_TLSA_BAD_CERTIFICATE_USAGE},
        {255, 2, 9, NULL, 5, SSL_R_DANE_TLSA_BAD_CERTIFICATE_USAGE},
        {3, 2, 9, NULL, 5, SSL_R_DANE_TLSA_BAD_SELECTOR},
        {3, 255, 9, NULL, 5, SSL_R_DANE_TLSA_BAD_SELECTOR},
        {3, 1, 3, NULL, 5, SSL_R_DANE_TLSA_BAD_MATCHING_TYPE},
        {3, 1, 255, NULL, 5, SSL_R_DANE_TLSA_BAD_MATCHING_TYPE},
        {3, 1, 1, NULL, 5, SSL_R_DANE_TLSA_BAD_DIGEST_LENGTH},
        {3, 1, 1, digest, 31, SSL_R_DANE_TLSA_BAD_DIGEST_LENGTH},
        {3, 1, 1, digest, 0, SSL_R_DANE_TLSA_BAD_DIGEST_LENGTH},
        {3, 1, 2, digest, 32, SSL_R_DANE_TLSA_BAD_DIGEST_LENGTH},
        {3, 1, 2, digest, 65, SSL_R_DANE_TLSA_BAD_DIGEST_LENGTH},
        {3, 1, 1, NULL, 32, SSL_R_DANE_TLSA_NULL_DATA},
        {3, 1, 0, NULL, 0, SSL_R_DANE_TLSA_NULL_DATA},
    };

    open_enabled(pair);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(add(pair->client, rows[i].usage, rows[i].selector, rows[i].matching_type,
                             rows[i].data, rows[i].length),
                         0);
        assert_int_equal(ERR_GET_REASON(ERR_peek_error()), rows[i].reason);
        assert_ssl_error(rows[i].reason);
    }
    /* None of them counts: the server needs to match nothing. */
    assert_true(pair_handshake(pair));
    assert_int_equal(SSL_get0_dane_tlsa(pair->client, NULL, NULL, NULL, NULL, NULL), -1);
}

static void no_data_in_full_is_no_memory(void **state) {
    struct pair *pair = *state;

    open_enabled(pair);
    assert_int_equal(add(pair->client, DANE_EE, SPKI, FULL, digest, 0), -1);
    assert_int_equal(ERR_GET_REASON(ERR_peek_error()), ERR_R_MALLOC_FAILURE);
    assert_some_error();
}

static void certificates_and_keys_in_full_must_be_some(void **state) {
    struct pair *pair = *state;
    struct tlsa cert = tlsa_data(identity_cert(SERVER_EC), CERT, FULL);
    struct tlsa key = tlsa_data(identity_cert(SERVER_EC), SPKI, FULL);

    open_enabled(pair);
    for (int usage = PKIX_TA; usage <= DANE_EE; usage++) {
        assert_int_equal(add(pair->client, usage, CERT, FULL, digest, 32), 0);
        assert_ssl_error_among(SSL_R_DANE_TLSA_BAD_CERTIFICATE);
        assert_int_equal(add(pair->client, usage, CERT, FULL, cert.data, cert.length + 1), 0);
        assert_ssl_error(SSL_R_DANE_TLSA_BAD_CERTIFICATE);
        assert_int_equal(add(pair->client, usage, CERT, FULL, cert.data, cert.length - 1), 0);
        assert_ssl_error_among(SSL_R_DANE_TLSA_BAD_CERTIFICATE);
        assert_int_equal(add(pair->client, usage, CERT, FULL, key.data, key.length), 0);
        assert_ssl_error_among(SSL_R_DANE_TLSA_BAD_CERTIFICATE);
        assert_int_equal(add(pair->client, usage, CERT, FULL, cert.data, cert.length), 1);

        assert_int_equal(add(pair->client, usage, SPKI, FULL, digest, 32), 0);
        assert_ssl_error_among(SSL_R_DANE_TLSA_BAD_PUBLIC_KEY);
        assert_int_equal(add(pair->client, usage, SPKI, FULL, key.data, key.length + 1), 0);
        assert_ssl_error(SSL_R_DANE_TLSA_BAD_PUBLIC_KEY);
        assert_int_equal(add(pair->client, usage, SPKI, FULL, key.data, key.length - 1), 0);
        assert_ssl_error_among(SSL_R_DANE_TLSA_BAD_PUBLIC_KEY);
        assert_int_equal(add(pair->client, usage, SPKI, FULL, key.data, key.length), 1);
        assert_no_error();
    }
}

/* Its key is on no curve. */
static void a_certificate_needs_a_key_that_can_be_read(void **state) {
    struct pair *pair = *state;
    struct tlsa cert = tlsa_data(identity_cert(SERVER_EC), CERT, FULL);
    struct tlsa key = tlsa_data(identity_cert(SERVER_EC), SPKI, FULL);
    unsigned char *place = memmem(cert.data, cert.length, key.data, key.length);

    assert_non_null(place);
    place[key.length - 1] ^= 1;
    open_enabled(pair);
    for (int usage = PKIX_TA; usage <= DANE_EE; usage++) {
        assert_int_equal(add(pair->client, usage, CERT, FULL, cert.data, cert.length), 0);
        assert_ssl_error_among(SSL_R_DANE_TLSA_BAD_CERTIFICATE);
    }
}

static void matching_types_of_ones_own(void **state) {
    struct pair *pair = *state;
    SSL_CTX *ctx = pair->client_ctx;

    assert_int_equal(SSL_CTX_dane_enable(ctx), 1);
    assert_int_equal(SSL_CTX_dane_mtype_set(ctx, EVP_sha256(), FULL, 1), 0);
    assert_ssl_error(SSL_R_DANE_CANNOT_OVERRIDE_MTYPE_FULL);
    assert_int_equal(SSL_CTX_dane_mtype_set(ctx, NULL, FULL, 1), 1);
    assert_int_equal(SSL_CTX_dane_mtype_set(ctx, EVP_sha1(), 255, 1), 1);
    assert_int_equal(SSL_CTX_dane_mtype_set(ctx, NULL, SHA2_256, 1), 1);
    open_enabled(pair);
    assert_int_equal(add(pair->client, DANE_EE, SPKI, 255, digest, 20), 1);
    assert_int_equal(add(pair->client, DANE_EE, SPKI, 254, digest, 20), 0);
    assert_ssl_error(SSL_R_DANE_TLSA_BAD_MATCHING_TYPE);
    assert_int_equal(add(pair->client, DANE_EE, SPKI, SHA2_256, digest, 32), 0);
    assert_ssl_error(SSL_R_DANE_TLSA_BAD_MATCHING_TYPE);
    assert_int_equal(add(pair->client, DANE_EE, SPKI, SHA2_512, digest, 64), 1);
    assert_no_error();
    /* For connections that exist as well. */
    assert_int_equal(SSL_CTX_dane_mtype_set(ctx, EVP_sha256(), SHA2_256, 1), 1);
    assert_int_equal(add(pair->client, DANE_EE, SPKI, SHA2_256, digest, 32), 1);
}

/* Whoever sets a matching type before allowing DANE has allowed it, and gets no others. */
static void a_matching_type_before_the_others(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_dane_mtype_set(pair->client_ctx, EVP_sha256(), SHA2_256, 1), 1);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_dane_enable(pair->client, "localhost"), 1);
    assert_int_equal(SSL_CTX_dane_enable(pair->client_ctx), 1);
    assert_int_equal(add(pair->client, DANE_EE, SPKI, SHA2_512, digest, 64), 0);
    assert_ssl_error(SSL_R_DANE_TLSA_BAD_MATCHING_TYPE);
    assert_int_equal(add(pair->client, DANE_EE, SPKI, SHA2_256, digest, 32), 1);
}

static void flags_are_kept_and_inherited(void **state) {
    struct pair *pair = *state;
    const unsigned long all = ~0ul, flag = DANE_FLAG_NO_DANE_EE_NAMECHECKS;

    assert_int_equal(SSL_CTX_dane_set_flags(pair->client_ctx, flag), 0);
    assert_int_equal(SSL_CTX_dane_set_flags(pair->client_ctx, 6), flag);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_CTX_dane_clear_flags(pair->client_ctx, 2), flag | 6);
    assert_int_equal(SSL_CTX_dane_set_flags(pair->client_ctx, 0), flag | 4);
    assert_int_equal(SSL_dane_set_flags(pair->client, 8), flag | 6);
    assert_int_equal(SSL_dane_clear_flags(pair->client, flag), flag | 14);
    assert_int_equal(SSL_dane_set_flags(pair->client, all), 14);
    assert_true(SSL_dane_clear_flags(pair->client, all) == all);
    assert_int_equal(SSL_dane_clear_flags(pair->client, all), 0);
    assert_int_equal(SSL_dane_set_flags(pair->server, 0), 0);
}

static void a_duplicate_has_the_records(void **state) {
    struct pair *pair = *state;
    SSL *copy;

    open_enabled(pair);
    tlsa_add(pair->client, DANE_EE, SPKI, SHA2_256, CLIENT_EC);
    SSL_dane_set_flags(pair->client, 5);
    copy = SSL_dup(pair->client);
    assert_int_equal(SSL_dane_set_flags(copy, 0), 5);
    assert_int_equal(SSL_dane_enable(copy, "localhost"), 0);
    assert_ssl_error(SSL_R_DANE_ALREADY_ENABLED);
    SSL_free(pair->client);
    pair->client = pair->subject = copy;
    pair_wire(pair, MEMORY);
    assert_false(pair_handshake(pair));
    assert_int_equal(SSL_get_verify_result(copy), X509_V_ERR_DANE_NO_MATCH);
}

static void a_duplicate_without_records_starts_anew(void **state) {
    struct pair *pair = *state;
    SSL *copy;

    open_enabled(pair);
    SSL_dane_set_flags(pair->client, 5);
    copy = SSL_dup(pair->client);
    assert_int_equal(SSL_dane_set_flags(copy, 0), 0);
    assert_int_equal(SSL_dane_enable(copy, "localhost"), 1);
    SSL_free(copy);
}

static void a_record_that_its_context_no_longer_knows_stops_the_duplicate(void **state) {
    struct pair *pair = *state;

    open_enabled(pair);
    tlsa_add(pair->client, DANE_EE, SPKI, SHA2_256, SERVER_EC);
    SSL_CTX_dane_mtype_set(pair->client_ctx, NULL, SHA2_256, 0);
    assert_null(SSL_dup(pair->client));
    assert_ssl_error(SSL_R_DANE_TLSA_BAD_MATCHING_TYPE);
    assert_no_error();
}

static void nothing_matches_before_the_handshake(void **state) {
    struct pair *pair = *state;
    uint8_t usage = 77, selector = 77, matching_type = 77;
    const unsigned char *data = digest;
    size_t length = 77;
    X509 *cert = (X509 *)digest;
    EVP_PKEY *key = (EVP_PKEY *)digest;

    open_enabled(pair);
    tlsa_add(pair->client, DANE_EE, SPKI, SHA2_256, SERVER_EC);
    assert_int_equal(
        SSL_get0_dane_tlsa(pair->client, &usage, &selector, &matching_type, &data, &length), -1);
    assert_int_equal(SSL_get0_dane_authority(pair->client, &cert, &key), -1);
    assert_int_equal(usage + selector + matching_type, 3 * 77);
    assert_int_equal(length, 77);
    assert_ptr_equal(data, digest);
    assert_ptr_equal(cert, digest);
    assert_ptr_equal(key, digest);
    assert_no_error();
}

/* The result of verifying the server's certificate with these records, outside of any connection.
 */
static int verify_alone(SSL *ssl) {
    X509_STORE_CTX *store = X509_STORE_CTX_new();
    STACK_OF(X509) *untrusted = sk_X509_new_null();
    int result;

    X509_STORE_CTX_init(store, SSL_CTX_get_cert_store(SSL_get_SSL_CTX(ssl)),
                        identity_cert(SERVER_EC), untrusted);
    X509_STORE_CTX_set0_dane(store, SSL_get0_dane(ssl));
    result = X509_verify_cert(store) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(store);
    X509_STORE_CTX_free(store);
    sk_X509_free(untrusted);
    return result;
}

static void records_for_a_verification_of_ones_own(void **state) {
    struct pair *pair = *state;
    X509 *cert = NULL;

    pair_open(pair, MEMORY);
    assert_non_null(SSL_get0_dane(pair->client));
    assert_ptr_equal(SSL_get0_dane(pair->client), SSL_get0_dane(pair->client));
    assert_int_equal(verify_alone(pair->client), X509_V_OK);
    open_enabled(pair);
    tlsa_add(pair->client, DANE_TA, CERT, FULL, OTHER_CA);
    assert_int_equal(verify_alone(pair->client), X509_V_ERR_DANE_NO_MATCH);
    tlsa_add(pair->client, DANE_TA, CERT, FULL, CA);
    assert_int_equal(verify_alone(pair->client), X509_V_OK);
    assert_int_equal(SSL_get0_dane_authority(pair->client, &cert, NULL), 1);
    assert_int_equal(X509_cmp(cert, identity_cert(CA)), 0);
}

static const struct CMUnitTest cases[] = {
    CASE(it_is_allowed_in_the_context_first),
    CASE_VERSIONS(the_base_domain_is_the_server_name),
    CASE_VERSIONS(a_server_name_that_is_set_stays),
    CASE_VERSIONS(without_records_the_name_is_checked_as_usual),
    CASE(an_address_as_base_domain_is_a_name),
    CASE(base_domains_that_are_no_server_names),
    CASE(no_base_domain_checks_no_name),
    CASE(records_need_it_enabled),
    CASE(what_is_checked_first),
    CASE(no_data_in_full_is_no_memory),
    CASE(certificates_and_keys_in_full_must_be_some),
    CASE(a_certificate_needs_a_key_that_can_be_read),
    CASE(matching_types_of_ones_own),
    CASE(a_matching_type_before_the_others),
    CASE(flags_are_kept_and_inherited),
    CASE_VERSIONS(a_duplicate_has_the_records),
    CASE(a_duplicate_without_records_starts_anew),
    CASE(a_record_that_its_context_no_longer_knows_stops_the_duplicate),
    CASE(nothing_matches_before_the_handshake),
    CASE(records_for_a_verification_of_ones_own),
};

CASES_MAIN(cases)
