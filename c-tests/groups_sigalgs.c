/* Groups (curves) and signature algorithms: list syntax, negotiation, results. */
#include "harness.h"

static int group_of(SSL *ssl) {
    return (int)SSL_get_negotiated_group(ssl);
}

static void group_lists_are_checked(void **state) {
    struct pair *pair = *state;
    int nids[] = {NID_X25519, NID_X9_62_prime256v1};
    int bad[] = {NID_sha256};

    assert_int_equal(SSL_CTX_set1_groups_list(pair->client_ctx, "X25519:P-256:P-384"), 1);
    assert_int_equal(SSL_CTX_set1_groups_list(pair->client_ctx, "prime256v1:secp384r1"), 1);
    assert_int_equal(SSL_CTX_set1_curves_list(pair->client_ctx, "P-256"), 1);
    assert_int_equal(SSL_CTX_set1_groups_list(pair->client_ctx, "P-999"), 0);
    assert_int_equal(SSL_CTX_set1_groups_list(pair->client_ctx, "X25519:P-999"), 0);
    assert_int_equal(SSL_CTX_set1_groups_list(pair->client_ctx, "X25519:X25519"), 0);
    assert_int_equal(SSL_CTX_set1_groups(pair->client_ctx, nids, 2), 1);
    assert_int_equal(SSL_CTX_set1_groups(pair->client_ctx, bad, 1), 0);
    ERR_clear_error();
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set1_groups_list(pair->client, "P-256:X25519"), 1);
    assert_int_equal(SSL_set1_groups_list(pair->client, "nonsense"), 0);
    assert_int_equal(SSL_set1_groups(pair->client, nids, 2), 1);
    assert_int_equal(SSL_set1_curves_list(pair->client, "P-384"), 1);
}

static void each_group_works(void **state) {
    struct pair *pair = *state;
    static const struct {
        const char *name;
        int nid, bits;
    } groups[] = {{"X25519", NID_X25519, 253},
                  {"P-256", NID_X9_62_prime256v1, 256},
                  {"P-384", NID_secp384r1, 384}};

    /* In TLS 1.2 the groups also say which ECDSA keys a client takes. */
    use_identity(pair->server_ctx, SERVER_RSA);
    for (int i = 0; i < 3; i++) {
        EVP_PKEY *key = NULL;

        assert_int_equal(SSL_CTX_set1_groups_list(pair->client_ctx, groups[i].name), 1);
        pair_connect(pair, MEMORY);
        assert_int_equal(group_of(pair->client), groups[i].nid);
        assert_int_equal(group_of(pair->server), groups[i].nid);
        assert_int_equal(SSL_get_peer_tmp_key(pair->client, &key), 1);
        assert_int_equal(EVP_PKEY_get_bits(key), groups[i].bits);
        EVP_PKEY_free(key);
        pair_exchange(pair->client, pair->server, groups[i].name);
    }
}

static void the_servers_list_decides_where_no_share_fits(void **state) {
    struct pair *pair = *state;
    EVP_PKEY *key = NULL;

    assert_int_equal(SSL_CTX_set1_groups_list(pair->client_ctx, "P-256:X25519:P-384"), 1);
    assert_int_equal(SSL_CTX_set1_groups_list(pair->server_ctx, "P-384:X25519"), 1);
    pair_connect(pair, MEMORY);
    assert_int_equal(group_of(pair->client), NID_secp384r1);
    assert_int_equal(group_of(pair->server), NID_secp384r1);
    assert_int_equal(SSL_get_peer_tmp_key(pair->server, &key), 1);
    assert_int_equal(EVP_PKEY_get_bits(key), 384);
    EVP_PKEY_free(key);
    pair_exchange(pair->client, pair->server, "after another hello");
}

static void the_default_is_x25519(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(group_of(pair->client), NID_X25519);
}

static void a_second_choice_costs_a_hello_retry_request(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set1_groups_list(pair->client_ctx, "X25519:P-256");
    SSL_CTX_set1_groups_list(pair->server_ctx, "P-256");
    pair_open(pair, MEMORY);
    assert_int_equal(handshake_step(pair->client), 0);
    assert_int_equal(handshake_step(pair->server), 0);
    assert_int_equal(handshake_step(pair->client), 0);
    assert_int_equal(SSL_in_init(pair->client), 1);
    assert_true(pair_handshake(pair));
    assert_int_equal(group_of(pair->client), NID_X9_62_prime256v1);
    pair_exchange(pair->client, pair->server, "after a retry");
    pair_exchange(pair->server, pair->client, "after a retry");
}

static void without_a_common_group_the_handshake_fails(void **state) {
    struct pair *pair = *state;
    struct alert_log log;

    SSL_CTX_set1_groups_list(pair->client_ctx, "X25519");
    SSL_CTX_set1_groups_list(pair->server_ctx, "P-256");
    pair_open(pair, MEMORY);
    note_alerts(pair->server, &log);
    assert_false(pair_handshake(pair));
    assert_int_equal(log.sent_code, SSL_AD_HANDSHAKE_FAILURE);
    assert_int_equal(pair->server_failure, pair->version == TLS1_3_VERSION
                                               ? SSL_R_NO_SUITABLE_KEY_SHARE
                                               : SSL_R_NO_SHARED_CIPHER);
    assert_int_equal(pair->client_failure, SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE);
}

static void the_clients_preference_decides(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set1_groups_list(pair->client_ctx, "P-256:X25519");
    SSL_CTX_set1_groups_list(pair->server_ctx, "X25519:P-256");
    pair_connect(pair, MEMORY);
    assert_int_equal(group_of(pair->client), NID_X9_62_prime256v1);
}

static void groups_and_shared_groups_are_listed(void **state) {
    struct pair *pair = *state;
    int nids[16];

    SSL_CTX_set1_groups_list(pair->client_ctx, "X25519:P-384:P-256");
    SSL_CTX_set1_groups_list(pair->server_ctx, "P-256:X25519");
    pair_connect(pair, MEMORY);
    /* The peer's list, known to the server. */
    assert_int_equal(SSL_get1_groups(pair->server, NULL), 3);
    assert_int_equal(SSL_get1_groups(pair->server, nids), 3);
    assert_int_equal(nids[0], NID_X25519);
    assert_int_equal(nids[1], NID_secp384r1);
    assert_int_equal(SSL_get_shared_group(pair->server, -1), 2);
    assert_int_equal(SSL_get_shared_group(pair->server, 0), NID_X25519);
    assert_int_equal(SSL_get_shared_group(pair->server, 1), NID_X9_62_prime256v1);
    assert_int_equal(SSL_get_shared_group(pair->server, 2), 0);
    assert_int_equal(SSL_get_shared_group(pair->client, 0), 0);
}

static void groups_have_names(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    assert_string_equal(SSL_group_to_name(pair->client, NID_X25519), "x25519");
    assert_string_equal(SSL_group_to_name(pair->client, NID_X9_62_prime256v1), "secp256r1");
}

static void sigalg_lists_are_checked(void **state) {
    struct pair *pair = *state;
    SSL_CTX *ctx = pair->client_ctx;

    assert_int_equal(SSL_CTX_set1_sigalgs_list(ctx, "ECDSA+SHA256:RSA-PSS+SHA256"), 1);
    assert_int_equal(SSL_CTX_set1_sigalgs_list(ctx, "rsa_pss_rsae_sha256:ed25519"), 1);
    assert_int_equal(SSL_CTX_set1_sigalgs_list(ctx, "RSA+SHA256"), 1);
    assert_int_equal(SSL_CTX_set1_sigalgs_list(ctx, "RSA+SHA257"), 0);
    assert_int_equal(SSL_CTX_set1_sigalgs_list(ctx, "no_such_algorithm"), 0);
    assert_int_equal(SSL_CTX_set1_sigalgs_list(ctx, "RSA+SHA256:RSA+SHA256"), 0);
    assert_int_equal(SSL_CTX_set1_sigalgs_list(ctx, ""), 0);
    assert_int_equal(SSL_CTX_set1_client_sigalgs_list(ctx, "ECDSA+SHA256"), 1);
    ERR_clear_error();
    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set1_sigalgs_list(pair->client, "ECDSA+SHA384"), 1);
    assert_int_equal(SSL_set1_sigalgs_list(pair->client, "nonsense"), 0);
}

static void the_peers_signature_is_reported(void **state) {
    struct pair *pair = *state;
    int nid = 0;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_peer_signature_nid(pair->client, &nid), 1);
    assert_int_equal(nid, NID_sha256);
    assert_int_equal(SSL_get_peer_signature_type_nid(pair->client, &nid), 1);
    assert_int_equal(nid, EVP_PKEY_EC);
    assert_int_equal(SSL_get_signature_nid(pair->server, &nid), 1);
    assert_int_equal(nid, NID_sha256);
    assert_int_equal(SSL_get_signature_type_nid(pair->server, &nid), 1);
    assert_int_equal(nid, EVP_PKEY_EC);
    assert_int_equal(SSL_get_peer_signature_nid(pair->server, &nid), 0);
}

static void an_rsa_server_signs_as_the_client_wants(void **state) {
    struct pair *pair = *state;
    int nid = 0;

    use_identity(pair->server_ctx, SERVER_RSA);
    SSL_CTX_set1_sigalgs_list(pair->client_ctx, "RSA-PSS+SHA384");
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_NONE, NULL);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_peer_signature_nid(pair->client, &nid), 1);
    assert_int_equal(nid, NID_sha384);
    assert_int_equal(SSL_get_peer_signature_type_nid(pair->client, &nid), 1);
    assert_int_equal(nid, EVP_PKEY_RSA_PSS);
}

static void tls12_may_sign_with_pkcs1(void **state) {
    struct pair *pair = *state;
    int nid = 0;

    use_identity(pair->server_ctx, SERVER_RSA);
    SSL_CTX_set1_sigalgs_list(pair->client_ctx, "RSA+SHA256");
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_NONE, NULL);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_peer_signature_nid(pair->client, &nid), 1);
    assert_int_equal(nid, NID_sha256);
    assert_int_equal(SSL_get_peer_signature_type_nid(pair->client, &nid), 1);
    assert_int_equal(nid, EVP_PKEY_RSA);
}

static void without_a_common_sigalg_the_handshake_fails(void **state) {
    struct pair *pair = *state;
    struct alert_log log;

    SSL_CTX_set1_sigalgs_list(pair->client_ctx, "RSA-PSS+SHA256");
    pair_open(pair, MEMORY);
    note_alerts(pair->server, &log);
    assert_false(pair_handshake(pair));
    assert_int_equal(log.sent_code, SSL_AD_HANDSHAKE_FAILURE);
    assert_int_equal(pair->server_failure, pair->version == TLS1_3_VERSION
                                               ? SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM
                                               : SSL_R_NO_SHARED_CIPHER);
}

static void the_servers_list_of_offered_sigalgs(void **state) {
    struct pair *pair = *state;
    int sign, hash, both;
    unsigned char rsig, rhash;

    SSL_CTX_set1_sigalgs_list(pair->client_ctx, "ECDSA+SHA256:ECDSA+SHA384");
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_sigalgs(pair->server, 0, &sign, &hash, &both, &rsig, &rhash), 2);
    assert_int_equal(sign, EVP_PKEY_EC);
    assert_int_equal(hash, NID_sha256);
    assert_int_equal(both, NID_ecdsa_with_SHA256);
    assert_int_equal(rhash << 8 | rsig, 0x0403);
    assert_int_equal(SSL_get_sigalgs(pair->server, 1, NULL, &hash, NULL, NULL, NULL), 2);
    assert_int_equal(hash, NID_sha384);
    assert_int_equal(SSL_get_sigalgs(pair->server, 2, NULL, NULL, NULL, NULL, NULL), 0);
    assert_int_equal(SSL_get_shared_sigalgs(pair->server, 0, &sign, &hash, NULL, NULL, NULL), 2);
    assert_int_equal(sign, EVP_PKEY_EC);
}

/* A client that also speaks TLS 1.2 offers what TLS 1.3 forbids. */
static void tls13_asks_for_no_dsa(void **state) {
    struct pair *pair = *state;
    const char *list = "ECDSA+SHA256:ECDSA+SHA224:DSA+SHA256";

    SSL_CTX_set_min_proto_version(pair->client_ctx, TLS1_2_VERSION);
    SSL_CTX_set_verify(pair->server_ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set1_sigalgs_list(pair->client_ctx, list);
    SSL_CTX_set1_sigalgs_list(pair->server_ctx, list);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_get_sigalgs(pair->server, 0, NULL, NULL, NULL, NULL, NULL), 3);
    assert_int_equal(SSL_get_shared_sigalgs(pair->server, 0, NULL, NULL, NULL, NULL, NULL), 2);
    assert_int_equal(SSL_get_sigalgs(pair->client, 0, NULL, NULL, NULL, NULL, NULL), 2);
    /* The client has nothing to do with SHA-224 either. */
    assert_int_equal(SSL_get_shared_sigalgs(pair->client, 0, NULL, NULL, NULL, NULL, NULL), 1);
}

/* Whether a server signs with what the client alone accepts. */
static int signs(struct pair *pair, int level, int identity, const char *algorithm, int hash) {
    int nid = 0;

    SSL_CTX_set_security_level(pair->client_ctx, level);
    SSL_CTX_set_security_level(pair->server_ctx, level);
    use_identity(pair->server_ctx, identity);
    assert_int_equal(SSL_CTX_set1_sigalgs_list(pair->client_ctx, algorithm), 1);
    pair_open(pair, MEMORY);
    SSL_set_verify(pair->client, SSL_VERIFY_NONE, NULL);
    if (!pair_handshake(pair))
        return 0;
    assert_int_equal(SSL_get_peer_signature_nid(pair->client, &nid), 1);
    assert_int_equal(nid, hash);
    return 1;
}

static void a_server_signs_with_sha1_where_the_level_allows_it(void **state) {
    assert_true(signs(*state, 0, SERVER_EC, "ECDSA+SHA1", NID_sha1));
    assert_true(signs(*state, 0, SERVER_RSA, "RSA+SHA1", NID_sha1));
    assert_false(signs(*state, 1, SERVER_EC, "ECDSA+SHA1", NID_sha1));
    assert_false(signs(*state, 1, SERVER_RSA, "RSA+SHA1", NID_sha1));
}

static void a_server_signs_with_sha224(void **state) {
    assert_true(signs(*state, 1, SERVER_EC, "ECDSA+SHA224", NID_sha224));
    assert_true(signs(*state, 1, SERVER_RSA, "RSA+SHA224", NID_sha224));
}

static const struct CMUnitTest cases[] = {
    CASE_TLS12(a_server_signs_with_sha1_where_the_level_allows_it),
    CASE_TLS12(a_server_signs_with_sha224),
    CASE(the_servers_list_decides_where_no_share_fits),
    CASE(group_lists_are_checked),
    CASE_VERSIONS(each_group_works),
    CASE_VERSIONS(the_default_is_x25519),
    CASE(a_second_choice_costs_a_hello_retry_request),
    CASE_VERSIONS(without_a_common_group_the_handshake_fails),
    CASE_VERSIONS(the_clients_preference_decides),
    CASE_VERSIONS(groups_and_shared_groups_are_listed),
    CASE(groups_have_names),
    CASE(sigalg_lists_are_checked),
    CASE_VERSIONS(the_peers_signature_is_reported),
    CASE_VERSIONS(an_rsa_server_signs_as_the_client_wants),
    CASE_TLS12(tls12_may_sign_with_pkcs1),
    CASE_VERSIONS(without_a_common_sigalg_the_handshake_fails),
    CASE_VERSIONS(the_servers_list_of_offered_sigalgs),
    CASE(tls13_asks_for_no_dsa),
};

CASES_MAIN(cases)
