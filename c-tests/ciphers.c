/* Cipher lists, TLS 1.3 ciphersuites, SSL_CIPHER's getters, and the negotiated suite. */
#include "harness.h"

/* The names of an SSL's ciphers, joined by colons; only those that every build has. */
static void list_of(SSL_CTX *ctx, char *text, size_t size, int tls13) {
    STACK_OF(SSL_CIPHER) *ciphers = SSL_CTX_get_ciphers(ctx);

    text[0] = '\0';
    for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); i++) {
        const char *name = SSL_CIPHER_get_name(sk_SSL_CIPHER_value(ciphers, i));

        if ((strncmp(name, "TLS_", 4) == 0) != tls13)
            continue;
        if (text[0] != '\0')
            strncat(text, ":", size - strlen(text) - 1);
        strncat(text, name, size - strlen(text) - 1);
    }
}

static void expect_list(const char *given, const char *expected) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    char text[1024];

    assert_int_equal(SSL_CTX_set_cipher_list(ctx, given), 1);
    list_of(ctx, text, sizeof(text), 0);
    assert_string_equal(text, expected);
    assert_no_error();
    SSL_CTX_free(ctx);
}

#define E128 "ECDHE-ECDSA-AES128-GCM-SHA256"
#define E256 "ECDHE-ECDSA-AES256-GCM-SHA384"
#define ECHA "ECDHE-ECDSA-CHACHA20-POLY1305"
#define R128 "ECDHE-RSA-AES128-GCM-SHA256"
#define R256 "ECDHE-RSA-AES256-GCM-SHA384"
#define RCHA "ECDHE-RSA-CHACHA20-POLY1305"

static void names_keep_their_order(void **state) {
    (void)state;
    expect_list(E128, E128);
    expect_list(R256 ":" E128 ":" RCHA, R256 ":" E128 ":" RCHA);
}

static void separators_may_be_commas_and_spaces(void **state) {
    (void)state;
    expect_list(R256 "," E128, R256 ":" E128);
    expect_list(R256 " " E128, R256 ":" E128);
    expect_list(R256 ";" E128, R256 ":" E128);
    expect_list(":" R256 "::" E128 ":", R256 ":" E128);
}

static void the_standards_names_are_unknown(void **state) {
    (void)state;
    expect_list("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256:" E128, E128);
}

static void unknown_names_are_skipped(void **state) {
    (void)state;
    expect_list("NO-SUCH-CIPHER:" E128, E128);
}

static void aliases_intersect_with_plus(void **state) {
    (void)state;
    expect_list("ECDHE+AESGCM+aECDSA", E256 ":" E128);
    expect_list("aRSA+ECDHE+CHACHA20", RCHA);
    expect_list("ECDHE+CHACHA20", ECHA ":" RCHA);
}

static void removal_and_return(void **state) {
    (void)state;
    expect_list("ECDHE+AESGCM:-aRSA", E256 ":" E128);
    /* What was removed with '-' can be added again. */
    expect_list("ECDHE+AESGCM:-AES256:ECDHE+AESGCM+AES256", E128 ":" R128 ":" E256 ":" R256);
}

static void a_ban_is_final(void **state) {
    (void)state;
    expect_list("ECDHE+AESGCM:!aRSA:" R128, E256 ":" E128);
    expect_list("!aRSA:ECDHE+AESGCM", E256 ":" E128);
}

static void plus_moves_to_the_end(void **state) {
    (void)state;
    expect_list(E256 ":" E128 ":" R256 ":+aECDSA", R256 ":" E256 ":" E128);
}

static void strength_sorts(void **state) {
    (void)state;
    expect_list(E128 ":" E256 ":" R128 ":" R256 ":@STRENGTH", E256 ":" R256 ":" E128 ":" R128);
}

static void a_security_level_in_the_list_is_taken(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    assert_int_equal(SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM:@SECLEVEL=1"), 1);
    assert_int_equal(SSL_CTX_get_security_level(ctx), 1);
    SSL_CTX_free(ctx);
}

static void a_list_that_matches_nothing_fails(void **state) {
    struct pair *pair = *state;
    char before[1024], after[1024];

    list_of(pair->client_ctx, before, sizeof(before), 0);
    assert_int_equal(SSL_CTX_set_cipher_list(pair->client_ctx, "NO-SUCH-CIPHER"), 0);
    assert_ssl_error(SSL_R_NO_CIPHER_MATCH);
    assert_int_equal(SSL_CTX_set_cipher_list(pair->client_ctx, ""), 0);
    assert_ssl_error(SSL_R_NO_CIPHER_MATCH);
    assert_int_equal(SSL_CTX_set_cipher_list(pair->client_ctx, "ECDHE+AESGCM:!AESGCM"), 0);
    assert_ssl_error(SSL_R_NO_CIPHER_MATCH);
    list_of(pair->client_ctx, after, sizeof(after), 1);
    assert_string_equal(after, "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:"
                               "TLS_AES_128_GCM_SHA256");
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_cipher_list(pair->client, "NO-SUCH-CIPHER"), 0);
    assert_ssl_error(SSL_R_NO_CIPHER_MATCH);
}

static void bad_syntax_fails(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_set_cipher_list(pair->client_ctx, "ECDHE+AESGCM:@NONSENSE"), 0);
    assert_ssl_error(SSL_R_INVALID_COMMAND);
    assert_int_equal(SSL_CTX_set_cipher_list(pair->client_ctx, "@SECLEVEL=9:ECDHE+AESGCM"), 0);
    assert_ssl_error(SSL_R_INVALID_COMMAND);
}

static void ciphersuites_are_a_list_of_their_own(void **state) {
    (void)state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    char text[1024];

    list_of(ctx, text, sizeof(text), 1);
    assert_string_equal(text, "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:"
                              "TLS_AES_128_GCM_SHA256");
    assert_int_equal(SSL_CTX_set_ciphersuites(ctx, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384"),
                     1);
    list_of(ctx, text, sizeof(text), 1);
    assert_string_equal(text, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384");
    /* The other list replaces its own part only. */
    assert_int_equal(SSL_CTX_set_cipher_list(ctx, E128), 1);
    list_of(ctx, text, sizeof(text), 1);
    assert_string_equal(text, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384");
    assert_int_equal(SSL_CTX_set_ciphersuites(ctx, ""), 1);
    list_of(ctx, text, sizeof(text), 1);
    assert_string_equal(text, "");
    SSL_CTX_free(ctx);
}

static void an_unknown_ciphersuite_fails(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_set_ciphersuites(pair->client_ctx, "TLS_NO_SUCH_SUITE"), 0);
    assert_ssl_error_among(SSL_R_NO_CIPHER_MATCH);
    assert_int_equal(SSL_CTX_set_ciphersuites(pair->client_ctx, E128), 0);
    assert_ssl_error_among(SSL_R_NO_CIPHER_MATCH);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_ciphersuites(pair->client, "TLS_NO_SUCH_SUITE"), 0);
    assert_ssl_error_among(SSL_R_NO_CIPHER_MATCH);
}

static const SSL_CIPHER *named(const char *name) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    STACK_OF(SSL_CIPHER) * ciphers;
    const SSL_CIPHER *found = NULL;

    SSL_CTX_set_cipher_list(ctx, E256 ":" RCHA ":" R128);
    ciphers = SSL_CTX_get_ciphers(ctx);
    for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); i++)
        if (strcmp(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(ciphers, i)), name) == 0)
            found = sk_SSL_CIPHER_value(ciphers, i);
    SSL_CTX_free(ctx);
    assert_non_null(found);
    return found;
}

static void a_tls12_ciphers_facts(void **state) {
    (void)state;
    const SSL_CIPHER *cipher = named(R128);
    char text[256];
    int algorithm_bits;

    assert_int_equal(SSL_CIPHER_get_id(cipher), 0x0300C02F);
    assert_int_equal(SSL_CIPHER_get_protocol_id(cipher), 0xC02F);
    assert_string_equal(SSL_CIPHER_standard_name(cipher), "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    assert_string_equal(SSL_CIPHER_get_version(cipher), "TLSv1.2");
    assert_int_equal(SSL_CIPHER_get_bits(cipher, &algorithm_bits), 128);
    assert_int_equal(algorithm_bits, 128);
    assert_int_equal(SSL_CIPHER_get_kx_nid(cipher), NID_kx_ecdhe);
    assert_int_equal(SSL_CIPHER_get_auth_nid(cipher), NID_auth_rsa);
    assert_int_equal(SSL_CIPHER_get_cipher_nid(cipher), NID_aes_128_gcm);
    assert_int_equal(SSL_CIPHER_get_digest_nid(cipher), NID_undef);
    assert_int_equal(SSL_CIPHER_is_aead(cipher), 1);
    assert_ptr_equal(SSL_CIPHER_get_handshake_digest(cipher), EVP_sha256());
    assert_string_equal(
        SSL_CIPHER_description(cipher, text, sizeof(text)),
        "ECDHE-RSA-AES128-GCM-SHA256    TLSv1.2 Kx=ECDH     Au=RSA   Enc=AESGCM(128)"
        "            Mac=AEAD\n");
    assert_string_equal(OPENSSL_cipher_name("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"), R128);
    assert_string_equal(OPENSSL_cipher_name("TLS_NOTHING"), "(NONE)");
}

static void other_ciphers_facts(void **state) {
    (void)state;
    const SSL_CIPHER *ecdsa = named(E256), *chacha = named(RCHA);
    const SSL_CIPHER *tls13 = named("TLS_AES_256_GCM_SHA384");
    char text[256], *allocated;
    int bits;

    assert_int_equal(SSL_CIPHER_get_id(ecdsa), 0x0300C02C);
    assert_int_equal(SSL_CIPHER_get_auth_nid(ecdsa), NID_auth_ecdsa);
    assert_int_equal(SSL_CIPHER_get_bits(ecdsa, NULL), 256);
    assert_ptr_equal(SSL_CIPHER_get_handshake_digest(ecdsa), EVP_sha384());
    assert_int_equal(SSL_CIPHER_get_cipher_nid(chacha), NID_chacha20_poly1305);
    assert_int_equal(SSL_CIPHER_get_id(tls13), 0x03001302);
    assert_int_equal(SSL_CIPHER_get_kx_nid(tls13), NID_kx_any);
    assert_int_equal(SSL_CIPHER_get_auth_nid(tls13), NID_auth_any);
    assert_string_equal(SSL_CIPHER_get_version(tls13), "TLSv1.3");
    assert_string_equal(SSL_CIPHER_standard_name(tls13), "TLS_AES_256_GCM_SHA384");
    assert_int_equal(SSL_CIPHER_get_bits(tls13, &bits), 256);
    allocated = SSL_CIPHER_description(tls13, NULL, 0);
    assert_string_equal(allocated, "TLS_AES_256_GCM_SHA384         TLSv1.3 Kx=any      Au=any   "
                                   "Enc=AESGCM(256)            Mac=AEAD\n");
    OPENSSL_free(allocated);
    assert_null(SSL_CIPHER_description(tls13, text, 10));
}

static void no_cipher_has_names_too(void **state) {
    (void)state;
    assert_string_equal(SSL_CIPHER_get_name(NULL), "(NONE)");
    assert_string_equal(SSL_CIPHER_standard_name(NULL), "(NONE)");
    assert_string_equal(SSL_CIPHER_get_version(NULL), "(NONE)");
    assert_int_equal(SSL_CIPHER_get_bits(NULL, NULL), 0);
}

static void a_cipher_is_found_by_its_number(void **state) {
    struct pair *pair = *state;
    static const unsigned char number[] = {0x13, 0x01}, unknown[] = {0x99, 0x99};

    pair_open(pair, MEMORY);
    assert_string_equal(SSL_CIPHER_get_name(SSL_CIPHER_find(pair->client, number)),
                        "TLS_AES_128_GCM_SHA256");
    assert_null(SSL_CIPHER_find(pair->client, unknown));
}

static void connection_lists(void **state) {
    struct pair *pair = *state;
    STACK_OF(SSL_CIPHER) * supported;

    SSL_CTX_set_cipher_list(pair->client_ctx, E128 ":" R128);
    pair_open(pair, MEMORY);
    assert_string_equal(SSL_get_cipher_list(pair->client, 0), "TLS_AES_256_GCM_SHA384");
    assert_string_equal(SSL_get_cipher_list(pair->client, 3), E128);
    assert_string_equal(SSL_get_cipher_list(pair->client, 4), R128);
    assert_null(SSL_get_cipher_list(pair->client, 5));
    assert_int_equal(SSL_set_cipher_list(pair->client, E256), 1);
    assert_string_equal(SSL_get_cipher_list(pair->client, 3), E256);
    assert_int_equal(sk_SSL_CIPHER_num(SSL_get_ciphers(pair->client)), 4);
    /* Only those of the enabled versions. */
    supported = SSL_get1_supported_ciphers(pair->client);
    assert_int_equal(sk_SSL_CIPHER_num(supported), pair->version == TLS1_3_VERSION ? 3 : 1);
    sk_SSL_CIPHER_free(supported);
}

static void negotiated(struct pair *pair, const char *name) {
    char text[256];

    assert_true(pair_handshake(pair));
    assert_string_equal(SSL_CIPHER_get_name(SSL_get_current_cipher(pair->client)), name);
    assert_string_equal(SSL_CIPHER_get_name(SSL_get_current_cipher(pair->server)), name);
    assert_string_equal(SSL_get_cipher(pair->client), name);
    assert_non_null(SSL_get_shared_ciphers(pair->server, text, sizeof(text)));
    assert_non_null(strstr(text, name));
}

static void every_tls13_suite_works(void **state) {
    struct pair *pair = *state;
    static const char *const suites[] = {"TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256",
                                         "TLS_CHACHA20_POLY1305_SHA256"};

    for (int i = 0; i < 3; i++) {
        assert_int_equal(SSL_CTX_set_ciphersuites(pair->client_ctx, suites[i]), 1);
        pair_open(pair, MEMORY);
        negotiated(pair, suites[i]);
        pair_exchange(pair->client, pair->server, suites[i]);
        pair_exchange(pair->server, pair->client, suites[i]);
        assert_int_equal(SSL_shutdown(pair->client), 0);
        expect_closed(pair->server);
    }
}

static void every_tls12_suite_works(void **state) {
    struct pair *pair = *state;
    static const char *const suites[] = {E128, E256, ECHA, R128, R256, RCHA};

    use_identity(pair->server_ctx, SERVER_RSA);
    for (int i = 0; i < 6; i++) {
        assert_int_equal(SSL_CTX_set_cipher_list(pair->client_ctx, suites[i]), 1);
        pair_open(pair, MEMORY);
        negotiated(pair, suites[i]);
        pair_exchange(pair->client, pair->server, suites[i]);
        pair_exchange(pair->server, pair->client, suites[i]);
        assert_int_equal(SSL_shutdown(pair->client), 0);
        expect_closed(pair->server);
    }
}

static void the_clients_order_counts_unless_the_server_insists(void **state) {
    struct pair *pair = *state;

    if (pair->version == TLS1_2_VERSION) {
        SSL_CTX_set_cipher_list(pair->client_ctx, E128 ":" E256);
        SSL_CTX_set_cipher_list(pair->server_ctx, E256 ":" E128);
    } else {
        SSL_CTX_set_ciphersuites(pair->client_ctx, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384");
        SSL_CTX_set_ciphersuites(pair->server_ctx, "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256");
    }
    pair_open(pair, MEMORY);
    negotiated(pair, pair->version == TLS1_2_VERSION ? E128 : "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_options(pair->server_ctx, SSL_OP_CIPHER_SERVER_PREFERENCE);
    pair_open(pair, MEMORY);
    negotiated(pair, pair->version == TLS1_2_VERSION ? E256 : "TLS_AES_256_GCM_SHA384");
}

static void chacha_may_come_first_for_clients_that_prefer_it(void **state) {
    struct pair *pair = *state;
    int tls12 = pair->version == TLS1_2_VERSION;

    SSL_CTX_set_options(pair->server_ctx,
                        SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_cipher_list(pair->client_ctx, "ECDHE-ECDSA-CHACHA20-POLY1305:" E256);
    SSL_CTX_set_ciphersuites(pair->client_ctx,
                             "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384");
    pair_open(pair, MEMORY);
    negotiated(pair, tls12 ? "ECDHE-ECDSA-CHACHA20-POLY1305" : "TLS_CHACHA20_POLY1305_SHA256");
    SSL_CTX_set_cipher_list(pair->client_ctx, E256 ":ECDHE-ECDSA-CHACHA20-POLY1305");
    SSL_CTX_set_ciphersuites(pair->client_ctx,
                             "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
    pair_open(pair, MEMORY);
    negotiated(pair, tls12 ? E256 : "TLS_AES_256_GCM_SHA384");
}

static void without_a_shared_cipher_the_handshake_fails(void **state) {
    struct pair *pair = *state;
    struct alert_log log;

    if (pair->version == TLS1_2_VERSION) {
        SSL_CTX_set_cipher_list(pair->client_ctx, E128);
        SSL_CTX_set_cipher_list(pair->server_ctx, E256);
    } else {
        SSL_CTX_set_ciphersuites(pair->client_ctx, "TLS_AES_128_GCM_SHA256");
        SSL_CTX_set_ciphersuites(pair->server_ctx, "TLS_AES_256_GCM_SHA384");
    }
    pair_open(pair, MEMORY);
    note_alerts(pair->server, &log);
    assert_false(pair_handshake(pair));
    assert_int_equal(pair->server_failure, SSL_R_NO_SHARED_CIPHER);
    assert_int_equal(pair->client_failure, SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE);
    assert_int_equal(log.sent_code, SSL_AD_HANDSHAKE_FAILURE);
}

static void a_key_that_fits_no_cipher_fails(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_cipher_list(pair->client_ctx, R128);
    pair_open(pair, MEMORY);
    assert_false(pair_handshake(pair));
    assert_int_equal(pair->server_failure, SSL_R_NO_SHARED_CIPHER);
}

static void before_the_handshake_there_is_none(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_null(SSL_get_current_cipher(pair->client));
    assert_null(SSL_get_pending_cipher(pair->client));
    assert_string_equal(SSL_get_cipher(pair->client), "(NONE)");
    assert_null(SSL_get_client_ciphers(pair->server));
}

static void the_server_sees_what_the_client_offered(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_cipher_list(pair->client_ctx, E128 ":" R128);
    pair_connect(pair, MEMORY);
    assert_int_equal(sk_SSL_CIPHER_num(SSL_get_client_ciphers(pair->server)),
                     pair->version == TLS1_2_VERSION ? 2 : 3);
    assert_null(SSL_get_client_ciphers(pair->client));
}

/* The best version that is enabled must have suites: nobody falls back to TLS 1.2 unasked. */
static void without_suites_for_tls13_there_is_no_handshake(void **state) {
    struct pair *pair = *state;

    for (int server = 0; server < 2; server++) {
        SSL_CTX *contexts[] = {pair->client_ctx, pair->server_ctx};

        for (int i = 0; i < 2; i++) {
            SSL_CTX_set_min_proto_version(contexts[i], TLS1_2_VERSION);
            SSL_CTX_set_ciphersuites(contexts[i], i == server ? "" : "TLS_AES_128_GCM_SHA256");
        }
        pair_open(pair, MEMORY);
        assert_false(pair_handshake(pair));
        assert_int_equal(server ? pair->server_failure : pair->client_failure,
                         SSL_R_NO_CIPHERS_AVAILABLE);
        ERR_clear_error();
    }
}

static const struct CMUnitTest cases[] = {
    CASE(without_suites_for_tls13_there_is_no_handshake),
    CASE(names_keep_their_order),
    CASE(separators_may_be_commas_and_spaces),
    CASE(the_standards_names_are_unknown),
    CASE(unknown_names_are_skipped),
    CASE(aliases_intersect_with_plus),
    CASE(removal_and_return),
    CASE(a_ban_is_final),
    CASE(plus_moves_to_the_end),
    CASE(strength_sorts),
    CASE(a_security_level_in_the_list_is_taken),
    CASE(a_list_that_matches_nothing_fails),
    CASE(bad_syntax_fails),
    CASE(ciphersuites_are_a_list_of_their_own),
    CASE(an_unknown_ciphersuite_fails),
    CASE(a_tls12_ciphers_facts),
    CASE(other_ciphers_facts),
    CASE(no_cipher_has_names_too),
    CASE(a_cipher_is_found_by_its_number),
    CASE_VERSIONS(connection_lists),
    CASE(every_tls13_suite_works),
    CASE_TLS12(every_tls12_suite_works),
    CASE_VERSIONS(the_clients_order_counts_unless_the_server_insists),
    CASE_VERSIONS(chacha_may_come_first_for_clients_that_prefer_it),
    CASE_VERSIONS(without_a_shared_cipher_the_handshake_fails),
    CASE_TLS12(a_key_that_fits_no_cipher_fails),
    CASE_VERSIONS(before_the_handshake_there_is_none),
    CASE_VERSIONS(the_server_sees_what_the_client_offered),
};

CASES_MAIN(cases)
