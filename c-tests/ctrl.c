/* Commands of SSL_ctrl() and SSL_CTX_ctrl(): the values that they keep and return, and their
 * refusals. Lists of groups and signature algorithms, versions, names, tickets and stapling have
 * programs of their own. */
#include "harness.h"

static void modes_are_added_and_taken_away(void **state) {
    struct pair *pair = *state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    assert_int_equal(SSL_CTX_get_mode(ctx), SSL_MODE_AUTO_RETRY);
    assert_int_equal(SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE),
                     SSL_MODE_AUTO_RETRY | SSL_MODE_ENABLE_PARTIAL_WRITE);
    assert_int_equal(SSL_CTX_clear_mode(ctx, SSL_MODE_AUTO_RETRY), SSL_MODE_ENABLE_PARTIAL_WRITE);
    SSL_CTX_free(ctx);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_get_mode(pair->subject), SSL_CTX_get_mode(pair->subject_ctx));
    assert_int_equal(SSL_set_mode(pair->subject, SSL_MODE_RELEASE_BUFFERS) &
                         SSL_MODE_RELEASE_BUFFERS,
                     SSL_MODE_RELEASE_BUFFERS);
    assert_int_equal(SSL_CTX_get_mode(pair->subject_ctx) & SSL_MODE_RELEASE_BUFFERS, 0);
    assert_int_equal(
        SSL_clear_mode(pair->subject, SSL_MODE_RELEASE_BUFFERS) & SSL_MODE_RELEASE_BUFFERS, 0);
}

static void read_ahead_returns_the_value_before(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_get_read_ahead(pair->subject_ctx), 0);
    assert_int_equal(SSL_CTX_set_read_ahead(pair->subject_ctx, 1), 0);
    assert_int_equal(SSL_CTX_set_read_ahead(pair->subject_ctx, 1), 1);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_get_read_ahead(pair->subject), 1);
    assert_int_equal(SSL_ctrl(pair->subject, SSL_CTRL_SET_READ_AHEAD, 0, NULL), 1);
    assert_int_equal(SSL_get_read_ahead(pair->subject), 0);
    assert_int_equal(SSL_CTX_get_read_ahead(pair->subject_ctx), 1);
}

static void the_longest_chain(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_get_max_cert_list(pair->subject_ctx), SSL_MAX_CERT_LIST_DEFAULT);
    assert_int_equal(SSL_CTX_set_max_cert_list(pair->subject_ctx, 5000), SSL_MAX_CERT_LIST_DEFAULT);
    assert_int_equal(SSL_CTX_set_max_cert_list(pair->subject_ctx, -1), 0);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_get_max_cert_list(pair->subject), 5000);
    assert_int_equal(SSL_set_max_cert_list(pair->subject, 6000), 5000);
    assert_int_equal(SSL_set_max_cert_list(pair->subject, -1), 0);
    assert_int_equal(SSL_get_max_cert_list(pair->subject), 6000);
}

static void a_longer_chain_is_refused(void **state) {
    struct pair *pair = *state;

    if (pair->subject_is_server) {
        use_identity(pair->client_ctx, CLIENT_EC);
        SSL_CTX_set_verify(pair->server_ctx, SSL_VERIFY_PEER, NULL);
    }
    SSL_CTX_set_max_cert_list(pair->subject_ctx, 100);
    pair_open(pair, MEMORY);
    assert_false(pair_handshake(pair));
    assert_int_equal(pair->subject_is_server ? pair->server_failure : pair->client_failure,
                     SSL_R_EXCESSIVE_MESSAGE_SIZE);
}

static void fragments_have_bounds(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_max_send_fragment(pair->subject, 511), 0);
    assert_int_equal(SSL_set_max_send_fragment(pair->subject, 16385), 0);
    assert_int_equal(SSL_set_max_send_fragment(pair->subject, -1), 0);
    assert_int_equal(SSL_set_max_send_fragment(pair->subject, 1000), 1);
    assert_int_equal(SSL_set_split_send_fragment(pair->subject, 1001), 0);
    assert_int_equal(SSL_set_split_send_fragment(pair->subject, 0), 0);
    assert_int_equal(SSL_set_split_send_fragment(pair->subject, -1), 0);
    assert_int_equal(SSL_set_split_send_fragment(pair->subject, 1000), 1);
    assert_int_equal(SSL_CTX_set_max_send_fragment(pair->subject_ctx, 511), 0);
    assert_int_equal(SSL_CTX_set_max_send_fragment(pair->subject_ctx, 512), 1);
    assert_int_equal(SSL_CTX_set_split_send_fragment(pair->subject_ctx, 513), 0);
}

static void a_fragment_length_is_in_force_at_once(void **state) {
    struct pair *pair = *state;
    struct record records[8];
    char text[1200];

    memset(text, 'x', sizeof(text));
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_set_max_send_fragment(pair->subject, 512), 1);
    assert_int_equal(SSL_write(pair->subject, text, sizeof(text)), (int)sizeof(text));
    assert_int_equal(records_in(pair->from_subject, records, 8), 3);
    assert_int_equal(records[0].length, protected_length(pair->version, 512));
    assert_int_equal(records[2].length, protected_length(pair->version, 176));
}

static void pipelines_have_bounds(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_max_pipelines(pair->subject, 0), 0);
    assert_int_equal(SSL_set_max_pipelines(pair->subject, 33), 0);
    assert_int_equal(SSL_set_max_pipelines(pair->subject, 1), 1);
    assert_int_equal(SSL_get_read_ahead(pair->subject), 0);
    assert_int_equal(SSL_set_max_pipelines(pair->subject, 32), 1);
    assert_int_equal(SSL_get_read_ahead(pair->subject), 1);
    assert_int_equal(SSL_CTX_set_max_pipelines(pair->subject_ctx, 33), 0);
    assert_int_equal(SSL_CTX_set_max_pipelines(pair->subject_ctx, 2), 1);
    /* Connections that are made of it read ahead. */
    pair_close(pair);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_get_read_ahead(pair->subject), 1);
    assert_int_equal(SSL_CTX_get_read_ahead(pair->subject_ctx), 0);
}

static void certificate_flags(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_set_cert_flags(pair->subject_ctx, SSL_CERT_FLAG_TLS_STRICT),
                     SSL_CERT_FLAG_TLS_STRICT);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_cert_flags(pair->subject, 0), SSL_CERT_FLAG_TLS_STRICT);
    assert_int_equal(SSL_clear_cert_flags(pair->subject, SSL_CERT_FLAG_TLS_STRICT), 0);
    assert_int_equal(SSL_CTX_clear_cert_flags(pair->subject_ctx, 0), SSL_CERT_FLAG_TLS_STRICT);
}

static void options_are_words_of_64_bits(void **state) {
    struct pair *pair = *state;
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    uint64_t before = SSL_CTX_get_options(ctx);

    assert_int_equal(before, SSL_OP_NO_COMPRESSION | SSL_OP_ENABLE_MIDDLEBOX_COMPAT);
    assert_int_equal(SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET), before | SSL_OP_NO_TICKET);
    assert_int_equal(SSL_CTX_clear_options(ctx, SSL_OP_NO_TICKET), before);
    assert_int_equal(SSL_CTX_set_options(ctx, (uint64_t)1 << 60), before | (uint64_t)1 << 60);
    SSL_CTX_free(ctx);
    pair_open(pair, MEMORY);
    before = SSL_get_options(pair->subject);
    assert_int_equal(before, SSL_CTX_get_options(pair->subject_ctx));
    assert_int_equal(SSL_set_options(pair->subject, SSL_OP_ALL), before | SSL_OP_ALL);
    assert_int_equal(SSL_clear_options(pair->subject, before), SSL_OP_ALL & ~before);
    assert_int_equal(SSL_CTX_get_options(pair->subject_ctx), before);
}

static void facts_before_the_handshake(void **state) {
    struct pair *pair = *state;
    const unsigned char *raw = NULL;
    EVP_PKEY *key = NULL;
    int nid = 7;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_get_extms_support(pair->subject), -1);
    assert_int_equal(SSL_get_secure_renegotiation_support(pair->subject), 0);
    assert_int_equal(SSL_num_renegotiations(pair->subject), 0);
    assert_int_equal(SSL_total_renegotiations(pair->subject), 0);
    assert_int_equal(SSL_clear_num_renegotiations(pair->subject), 0);
    assert_int_equal(SSL_get0_raw_cipherlist(pair->subject, NULL), 2);
    assert_int_equal(SSL_get0_raw_cipherlist(pair->subject, &raw), 0);
    assert_int_equal(SSL_get_peer_signature_nid(pair->subject, &nid), 0);
    assert_int_equal(SSL_get_signature_nid(pair->subject, &nid), 0);
    assert_int_equal(SSL_get_peer_tmp_key(pair->subject, &key), 0);
    assert_int_equal(SSL_get_tmp_key(pair->subject, &key), 0);
    assert_int_equal(SSL_get0_certificate_types(pair->client, NULL), 0);
    assert_int_equal(SSL_get1_groups(pair->subject, NULL), 0);
    assert_int_equal(nid, 7);
    assert_no_error();
}

static void facts_after_the_handshake(void **state) {
    struct pair *pair = *state;
    const unsigned char *raw = NULL;
    int nid = 0;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_peer_signature_nid(pair->client, &nid), 1);
    assert_int_equal(nid, NID_sha256);
    nid = 0;
    assert_int_equal(SSL_get_signature_nid(pair->server, &nid), 1);
    assert_int_equal(nid, NID_sha256);
    assert_int_equal(SSL_get_peer_signature_nid(pair->server, &nid), 0);
    assert_true(SSL_get0_raw_cipherlist(pair->server, &raw) >= 2);
    assert_non_null(raw);
    assert_int_equal(SSL_get0_raw_cipherlist(pair->client, &raw), 0);
    assert_true(SSL_get1_groups(pair->server, NULL) >= 1);
    assert_int_equal(SSL_get_shared_group(pair->server, 0), NID_X25519);
    assert_true(SSL_get_shared_group(pair->server, -1) >= 1);
    assert_int_equal(SSL_get_shared_group(pair->client, 0), 0);
    assert_int_equal(SSL_num_renegotiations(pair->client), 0);
    if (pair->version == TLS1_2_VERSION) {
        assert_int_equal(SSL_get_extms_support(pair->subject), 1);
        assert_int_equal(SSL_get_secure_renegotiation_support(pair->subject), 1);
    }
    assert_no_error();
}

static void diffie_hellman_parameters_are_accepted(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_set_dh_auto(pair->server_ctx, 1), 1);
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_dh_auto(pair->server, 1), 1);
    assert_int_equal(SSL_CTX_ctrl(pair->server_ctx, SSL_CTRL_SET_TMP_DH, 0, NULL), 0);
    assert_ssl_error(ERR_R_PASSED_NULL_PARAMETER);
    assert_int_equal(SSL_CTX_ctrl(pair->server_ctx, SSL_CTRL_SET_TMP_ECDH, 0, NULL), 0);
    assert_ssl_error(ERR_R_PASSED_NULL_PARAMETER);
    assert_int_equal(SSL_CTX_ctrl(pair->server_ctx, SSL_CTRL_SET_TMP_DH_CB, 0, NULL), 0);
    assert_ssl_error(ERR_R_SHOULD_NOT_HAVE_BEEN_CALLED);
}

static void the_old_call_sets_the_only_group(void **state) {
    struct pair *pair = *state;
    EC_KEY *key = EC_KEY_new_by_curve_name(NID_secp384r1);

    assert_int_equal(SSL_CTX_set_tmp_ecdh(pair->server_ctx, key), 1);
    EC_KEY_free(key);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_negotiated_group(pair->client), NID_secp384r1);
}

static void unknown_commands_give_0(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_ctrl(pair->subject, 9999, 1, NULL), 0);
    assert_int_equal(SSL_CTX_ctrl(pair->subject_ctx, 9999, 1, NULL), 0);
    assert_int_equal(SSL_callback_ctrl(pair->subject, 9999, NULL), 0);
    assert_int_equal(SSL_CTX_callback_ctrl(pair->subject_ctx, 9999, NULL), 0);
    assert_no_error();
}

static const struct CMUnitTest cases[] = {
    CASE(modes_are_added_and_taken_away),
    CASE(read_ahead_returns_the_value_before),
    CASE(the_longest_chain),
    CASE_ALL(a_longer_chain_is_refused),
    CASE(fragments_have_bounds),
    CASE_VERSIONS(a_fragment_length_is_in_force_at_once),
    CASE(pipelines_have_bounds),
    CASE(certificate_flags),
    CASE(options_are_words_of_64_bits),
    CASE_ALL(facts_before_the_handshake),
    CASE_ALL(facts_after_the_handshake),
    CASE(diffie_hellman_parameters_are_accepted),
    CASE_VERSIONS(the_old_call_sets_the_only_group),
    CASE(unknown_commands_give_0),
};

CASES_MAIN(cases)
