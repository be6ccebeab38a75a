/* What can be negotiated, depending on lists, options, the security callback and a change of the
 * context. */
#include "harness.h"

static void expect_client_failure(struct pair *pair, int reason) {
    assert_int_equal(pair_handshake(pair), 0);
    assert_int_equal(pair->client_failure, reason);
}

static void expect_server_failure(struct pair *pair, int reason) {
    assert_int_equal(pair_handshake(pair), 0);
    assert_int_equal(pair->server_failure, reason);
}

/* Suites that need a key shared beforehand are in the list, and nobody has such a key. */
static void a_list_that_nobody_can_use_is_taken(void **state) {
    struct pair *pair = *state;
    struct alert_log log;

    assert_int_equal(SSL_CTX_set_cipher_list(pair->subject_ctx, "PSK"), 1);
    assert_no_error();
    pair_open(pair, MEMORY);
    note_alerts(pair->subject, &log);
    if (pair->subject_is_server) {
        expect_server_failure(pair, SSL_R_NO_SHARED_CIPHER);
        assert_int_equal(log.sent_code, SSL_AD_HANDSHAKE_FAILURE);
    } else {
        expect_client_failure(pair, SSL_R_NO_CIPHERS_AVAILABLE);
        assert_int_equal(log.sent_code, SSL_AD_INTERNAL_ERROR);
    }
}

static void beside_others_it_does_no_harm(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_set_cipher_list(pair->subject_ctx, "PSK:ECDHE+AESGCM+AES128"), 1);
    pair_connect(pair, MEMORY);
    assert_string_equal(SSL_get_cipher_name(pair->client), pair->version == TLS1_3_VERSION
                                                               ? "TLS_AES_256_GCM_SHA384"
                                                               : "ECDHE-ECDSA-AES128-GCM-SHA256");
}

static void the_contexts_list_counts_when_it_is_needed(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_CTX_set_cipher_list(pair->subject_ctx, "ECDHE+CHACHA20"), 1);
    assert_string_equal(SSL_get_cipher_list(pair->subject, 3), "ECDHE-ECDSA-CHACHA20-POLY1305");
    assert_true(pair_handshake(pair));
    assert_string_equal(SSL_get_cipher_name(pair->client), "ECDHE-ECDSA-CHACHA20-POLY1305");
    /* But a list of the connection's own stays. */
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_cipher_list(pair->subject, "ECDHE+AESGCM+AES128"), 1);
    assert_int_equal(SSL_CTX_set_cipher_list(pair->subject_ctx, "ECDHE+AESGCM+AES256"), 1);
    assert_true(pair_handshake(pair));
    assert_string_equal(SSL_get_cipher_name(pair->client), "ECDHE-ECDSA-AES128-GCM-SHA256");
}

static int move(SSL *ssl, int *alert, void *arg) {
    (void)alert;
    SSL_set_SSL_CTX(ssl, arg);
    return SSL_TLSEXT_ERR_OK;
}

static void the_other_contexts_list_counts_where_a_callback_moved(void **state) {
    struct pair *pair = *state;
    SSL_CTX *other = server_context(pair->version);

    assert_int_equal(SSL_CTX_set_cipher_list(other, "ECDHE+CHACHA20"), 1);
    SSL_CTX_set_tlsext_servername_callback(pair->server_ctx, move);
    SSL_CTX_set_tlsext_servername_arg(pair->server_ctx, other);
    pair_open(pair, MEMORY);
    SSL_set_tlsext_host_name(pair->client, "localhost");
    assert_true(pair_handshake(pair));
    assert_string_equal(SSL_get_cipher_name(pair->client), "ECDHE-ECDSA-CHACHA20-POLY1305");
    pair_close(pair);
    SSL_CTX_free(other);
}

#define NO_OLD (SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1)

static void all_versions(struct pair *pair) {
    SSL_CTX_set_min_proto_version(pair->client_ctx, 0);
    SSL_CTX_set_max_proto_version(pair->client_ctx, 0);
    SSL_CTX_set_min_proto_version(pair->server_ctx, 0);
    SSL_CTX_set_max_proto_version(pair->server_ctx, 0);
}

/* A client offers a range without holes, the lowest; what lies above is off. */
static void a_hole_ends_what_a_client_offers(void **state) {
    struct pair *pair = *state;
    STACK_OF(SSL_CIPHER) * suites;

    all_versions(pair);
    SSL_CTX_set_min_proto_version(pair->server_ctx, TLS1_2_VERSION);
    SSL_CTX_set_options(pair->client_ctx, SSL_OP_NO_TLSv1_2);
    pair_open(pair, MEMORY);
    suites = SSL_get1_supported_ciphers(pair->client);
    for (int i = 0; i < sk_SSL_CIPHER_num(suites); i++)
        assert_string_not_equal(SSL_CIPHER_get_version(sk_SSL_CIPHER_value(suites, i)), "TLSv1.3");
    sk_SSL_CIPHER_free(suites);
    assert_int_equal(pair_handshake(pair), 0);
    /* There is no hole if nothing lies below. */
    SSL_CTX_set_options(pair->client_ctx, NO_OLD);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_version(pair->client), TLS1_3_VERSION);
}

static void a_hole_is_nothing_to_a_server(void **state) {
    struct pair *pair = *state;

    all_versions(pair);
    SSL_CTX_set_options(pair->server_ctx, SSL_OP_NO_TLSv1_2);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_version(pair->client), TLS1_3_VERSION);
    SSL_CTX_set_min_proto_version(pair->client_ctx, TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(pair->client_ctx, TLS1_2_VERSION);
    pair_open(pair, MEMORY);
    assert_int_equal(pair_handshake(pair), 0);
}

static void a_method_of_one_version_heeds_no_option(void **state) {
    struct pair *pair = *state;

    SSL_CTX_free(pair->client_ctx);
    pair->client_ctx = pair->subject_ctx = SSL_CTX_new(TLSv1_2_client_method());
    SSL_CTX_set_options(pair->client_ctx, SSL_OP_NO_TLSv1_2);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_version(pair->client), TLS1_2_VERSION);
}

static void without_a_version_nothing_begins(void **state) {
    struct pair *pair = *state;
    struct alert_log log;
    int ret;

    SSL_CTX_set_options(pair->subject_ctx, NO_OLD | SSL_OP_NO_TLSv1_2 | SSL_OP_NO_TLSv1_3);
    pair_open(pair, MEMORY);
    note_alerts(pair->subject, &log);
    ret = handshake_step(pair->subject);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_NO_PROTOCOLS_AVAILABLE);
    assert_int_equal(log.sent_code, SSL_AD_PROTOCOL_VERSION);
}

static void without_suites_of_the_best_version_nothing_begins(void **state) {
    struct pair *pair = *state;
    const char *data = NULL;
    struct alert_log log;
    int flags = 0;

    assert_int_equal(SSL_CTX_set_ciphersuites(pair->subject_ctx, ""), 1);
    SSL_CTX_set_min_proto_version(pair->subject_ctx, TLS1_2_VERSION);
    pair_open(pair, MEMORY);
    note_alerts(pair->subject, &log);
    assert_int_equal(handshake_step(pair->subject), -1);
    ERR_peek_error_data(&data, &flags);
    assert_string_equal(data, "No ciphers enabled for max supported SSL/TLS version");
    assert_ssl_error(SSL_R_NO_CIPHERS_AVAILABLE);
    assert_int_equal(log.sent_code,
                     pair->subject_is_server ? SSL_AD_HANDSHAKE_FAILURE : SSL_AD_INTERNAL_ERROR);
}

/* A security callback that allows all but one thing. */
struct forbidden {
    int operation, nid, asked;
    const char *suite;
    unsigned char number[2];
};

static int forbid(const SSL *ssl, const SSL_CTX *ctx, int operation, int bits, int nid, void *other,
                  void *ex) {
    struct forbidden *forbidden = ex;
    int same;

    (void)ssl;
    (void)ctx;
    (void)bits;
    if (operation != forbidden->operation)
        return 1;
    forbidden->asked++;
    if (forbidden->suite != NULL)
        same = strcmp(SSL_CIPHER_get_name(other), forbidden->suite) == 0;
    else if (forbidden->number[0] != 0 || forbidden->number[1] != 0)
        same = memcmp(other, forbidden->number, 2) == 0;
    else
        same = nid == forbidden->nid;
    return !same;
}

static void ask(struct pair *pair, struct forbidden *forbidden) {
    pair_open(pair, MEMORY);
    SSL_set_security_callback(pair->subject, forbid);
    SSL_set0_security_ex_data(pair->subject, forbidden);
}

static void the_callback_forbids_a_suite(void **state) {
    struct pair *pair = *state;
    int tls13 = pair->version == TLS1_3_VERSION;
    struct forbidden forbidden = {
        .operation = pair->subject_is_server ? SSL_SECOP_CIPHER_SHARED : SSL_SECOP_CIPHER_SUPPORTED,
        .suite = tls13 ? "TLS_AES_256_GCM_SHA384" : "ECDHE-ECDSA-AES256-GCM-SHA384"};

    ask(pair, &forbidden);
    assert_true(pair_handshake(pair));
    assert_true(forbidden.asked > 0);
    assert_string_equal(SSL_get_cipher_name(pair->client),
                        tls13 ? "TLS_CHACHA20_POLY1305_SHA256" : "ECDHE-ECDSA-CHACHA20-POLY1305");
}

static void the_callback_forbids_a_group(void **state) {
    struct pair *pair = *state;
    struct forbidden forbidden = {.operation = SSL_SECOP_CURVE_SUPPORTED, .number = {0, 0x1d}};

    ask(pair, &forbidden);
    assert_true(pair_handshake(pair));
    assert_true(forbidden.asked > 0);
    assert_int_equal(SSL_get_negotiated_group(pair->client), NID_X9_62_prime256v1);
}

static void the_callback_forbids_a_signature(void **state) {
    struct pair *pair = *state;
    struct forbidden forbidden = {.operation = SSL_SECOP_SIGALG_SUPPORTED, .number = {4, 3}};

    ask(pair, &forbidden);
    if (pair->version == TLS1_3_VERSION) {
        expect_server_failure(pair, SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM);
    } else {
        int nid = 0;

        assert_true(pair_handshake(pair));
        SSL_get_peer_signature_nid(pair->client, &nid);
        assert_int_equal(nid, NID_sha384);
    }
    assert_true(forbidden.asked > 0);
}

static void the_callback_forbids_a_version(void **state) {
    struct pair *pair = *state;
    struct forbidden forbidden = {.operation = SSL_SECOP_VERSION, .nid = TLS1_2_VERSION};

    all_versions(pair);
    SSL_CTX_set_max_proto_version(pair->peer_ctx, TLS1_2_VERSION);
    SSL_CTX_set_min_proto_version(pair->peer_ctx, TLS1_2_VERSION);
    ask(pair, &forbidden);
    assert_int_equal(pair_handshake(pair), 0);
    assert_true(forbidden.asked > 0);
}

/* Whatever lies below it. */
static void the_callback_forbids_the_highest_version(void **state) {
    struct pair *pair = *state;
    struct forbidden forbidden = {.operation = SSL_SECOP_VERSION, .nid = TLS1_3_VERSION};
    struct alert_log log;

    all_versions(pair);
    ask(pair, &forbidden);
    note_alerts(pair->subject, &log);
    assert_int_equal(handshake_step(pair->subject), -1);
    assert_ssl_error(ERR_R_INTERNAL_ERROR);
    assert_int_equal(log.sent, 0);
}

static void levels_measure_suites_by_more_than_bits(void **state) {
    static const struct {
        int level;
        const char *suite;
        int supported;
    } rows[] = {
        {0, "ADH-AES128-SHA", 1},
        {1, "ADH-AES128-SHA", 0},
        {0, "NULL-MD5", 1},
        {1, "NULL-MD5", 0},
        {2, "AES128-SHA", 1},
        {3, "AES128-SHA", 0},
        {3, "ECDHE-RSA-AES128-SHA", 1},
        {4, "ECDHE-RSA-AES256-SHA", 0},
        {4, "ECDHE-RSA-AES256-SHA384", 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        SSL_CTX *ctx = SSL_CTX_new(TLS_method());
        STACK_OF(SSL_CIPHER) * suites;
        SSL *ssl;

        SSL_CTX_set_ciphersuites(ctx, "");
        assert_int_equal(SSL_CTX_set_cipher_list(ctx, rows[i].suite), 1);
        SSL_CTX_set_security_level(ctx, rows[i].level);
        SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION);
        ssl = SSL_new(ctx);
        suites = SSL_get1_supported_ciphers(ssl);
        assert_int_equal(suites != NULL ? sk_SSL_CIPHER_num(suites) : 0, rows[i].supported);
        sk_SSL_CIPHER_free(suites);
        SSL_free(ssl);
        SSL_CTX_free(ctx);
    }
}

static void lists_of_groups_that_nobody_uses_are_taken(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_set1_groups_list(pair->client_ctx, "ffdhe2048:sect283k1"), 1);
    assert_int_equal(SSL_CTX_set1_groups_list(pair->client_ctx, "sect283k1:P-256"), 1);
    assert_int_equal(SSL_CTX_set1_sigalgs_list(pair->client_ctx, "DSA+SHA256"), 1);
    assert_int_equal(SSL_CTX_set1_sigalgs_list(pair->client_ctx, "DSA+SHA256:ECDSA+SHA256"), 1);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_negotiated_group(pair->client), NID_X9_62_prime256v1);
}

static void the_extended_master_secret_can_be_switched_off(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_options(pair->subject_ctx, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_extms_support(pair->client), 0);
    assert_int_equal(SSL_get_extms_support(pair->server), 0);
}

static int note_session_id(SSL *ssl, int *alert, void *arg) {
    const unsigned char *id;

    (void)alert;
    *(size_t *)arg = SSL_client_hello_get0_session_id(ssl, &id);
    return SSL_CLIENT_HELLO_SUCCESS;
}

static void without_middlebox_compatibility_there_is_no_session_id(void **state) {
    struct pair *pair = *state;
    size_t length = 99;

    SSL_CTX_clear_options(pair->client_ctx, SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
    SSL_CTX_set_client_hello_cb(pair->server_ctx, note_session_id, &length);
    pair_connect(pair, MEMORY);
    assert_int_equal(length, 0);
}

/* What the peer has chosen is judged once more, whatever was offered. */
static void fails_where(struct pair *pair, struct forbidden *forbidden, int alert, int reason) {
    struct alert_log log;

    ask(pair, forbidden);
    note_alerts(pair->subject, &log);
    assert_false(pair_handshake(pair));
    assert_true(forbidden->asked > 0);
    assert_int_equal(log.sent_code, alert);
    assert_int_equal(pair->client_failure, reason);
    pair_close(pair);
}

static void the_callback_forbids_the_servers_choice(void **state) {
    struct pair *pair = *state;
    int tls13 = pair->version == TLS1_3_VERSION;
    struct forbidden suite = {.operation = SSL_SECOP_CIPHER_CHECK,
                              .suite = tls13 ? "TLS_AES_256_GCM_SHA384"
                                             : "ECDHE-ECDSA-AES256-GCM-SHA384"},
                     scheme = {.operation = SSL_SECOP_SIGALG_CHECK, .number = {4, 3}},
                     group = {.operation = SSL_SECOP_CURVE_CHECK, .number = {0, 0x1d}};

    fails_where(pair, &suite, SSL_AD_ILLEGAL_PARAMETER, SSL_R_WRONG_CIPHER_RETURNED);
    fails_where(pair, &scheme, SSL_AD_HANDSHAKE_FAILURE, SSL_R_WRONG_SIGNATURE_TYPE);
    if (!tls13)
        fails_where(pair, &group, SSL_AD_ILLEGAL_PARAMETER, SSL_R_WRONG_CURVE);
    pair_open(pair, MEMORY);
}

static const struct CMUnitTest cases[] = {
    CASE_NAMED(a_list_that_nobody_can_use_is_taken, "/client", setting_tls12),
    CASE_NAMED(a_list_that_nobody_can_use_is_taken, "/server", setting_tls12_server),
    CASE_ALL(beside_others_it_does_no_harm),
    CASE_NAMED(the_contexts_list_counts_when_it_is_needed, "/client", setting_tls12),
    CASE_NAMED(the_contexts_list_counts_when_it_is_needed, "/server", setting_tls12_server),
    CASE_NAMED(the_other_contexts_list_counts_where_a_callback_moved, "", setting_tls12_server),
    CASE(a_hole_ends_what_a_client_offers),
    CASE_NAMED(a_hole_is_nothing_to_a_server, "", setting_tls13_server),
    CASE_TLS12(a_method_of_one_version_heeds_no_option),
    CASE_ALL(without_a_version_nothing_begins),
    CASE_NAMED(without_suites_of_the_best_version_nothing_begins, "/client", setting_tls13),
    CASE_NAMED(without_suites_of_the_best_version_nothing_begins, "/server", setting_tls13_server),
    CASE_ALL(the_callback_forbids_a_suite),
    CASE_VERSIONS(the_callback_forbids_a_group),
    CASE_VERSIONS(the_callback_forbids_a_signature),
    CASE_VERSIONS(the_callback_forbids_the_servers_choice),
    CASE_NAMED(the_callback_forbids_a_version, "/client", setting_tls13),
    CASE_NAMED(the_callback_forbids_a_version, "/server", setting_tls13_server),
    CASE_NAMED(the_callback_forbids_the_highest_version, "/client", setting_tls13),
    CASE_NAMED(the_callback_forbids_the_highest_version, "/server", setting_tls13_server),
    CASE(levels_measure_suites_by_more_than_bits),
    CASE_VERSIONS(lists_of_groups_that_nobody_uses_are_taken),
    CASE_NAMED(the_extended_master_secret_can_be_switched_off, "/client", setting_tls12),
    CASE_NAMED(the_extended_master_secret_can_be_switched_off, "/server", setting_tls12_server),
    CASE(without_middlebox_compatibility_there_is_no_session_id),
};

CASES_MAIN(cases)
