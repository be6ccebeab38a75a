/* Flows whose ends have nothing in common: versions, suites, groups, signature algorithms. */
#include "flows.h"

static void no_shared_suite(void) {
    SSL_CTX_set_cipher_list(client.ctx, "ECDHE-ECDSA-AES128-GCM-SHA256");
    SSL_CTX_set_cipher_list(server.ctx, "ECDHE-ECDSA-AES256-GCM-SHA384");
    SSL_CTX_set_ciphersuites(client.ctx, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_ciphersuites(server.ctx, "TLS_AES_256_GCM_SHA384");
    connect_once();
}

static void no_suite_for_the_key(void) {
    use(server.ctx, SERVER_RSA);
    SSL_CTX_set_cipher_list(client.ctx, "ECDHE-RSA-AES128-GCM-SHA256");
    SSL_CTX_set_cipher_list(server.ctx, "ECDHE-ECDSA-AES128-GCM-SHA256");
    connect_once();
}

static void no_certificate(void) {
    SSL_CTX *ctx = server.ctx;

    SSL_CTX_set_cert_cb(ctx, NULL, NULL);
    open_connections();
    SSL_certs_clear(server.ssl);
    handshake();
    facts();
}

static void suite_of_the_server(void) {
    SSL_CTX_set_options(server.ctx, SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_cipher_list(server.ctx,
                            "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256");
    SSL_CTX_set_ciphersuites(server.ctx, "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256");
    connect_once();
}

static void no_shared_group(void) {
    SSL_CTX_set1_groups_list(client.ctx, "X25519:P-256");
    SSL_CTX_set1_groups_list(server.ctx, "P-384:P-521");
    connect_once();
}

static void group_of_the_client(void) {
    SSL_CTX_set1_groups_list(client.ctx, "P-521:X25519");
    connect_once();
}

static void no_shared_signature_algorithm(void) {
    SSL_CTX_set1_sigalgs_list(client.ctx, "rsa_pss_rsae_sha256:ECDSA+SHA512");
    SSL_CTX_set1_sigalgs_list(server.ctx, "ECDSA+SHA256");
    connect_once();
}

static void no_signature_algorithm_of_the_key(void) {
    SSL_CTX_set1_sigalgs_list(client.ctx, "rsa_pss_rsae_sha256:RSA+SHA256");
    connect_once();
}

static void no_signature_algorithm_of_the_client(void) {
    SSL_CTX_set_verify(server.ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set1_client_sigalgs_list(server.ctx, "rsa_pss_rsae_sha256");
    use(client.ctx, CLIENT_EC);
    connect_once();
}

static void versions(int client_min, int client_max, int server_min, int server_max) {
    SSL_CTX_set_min_proto_version(client.ctx, client_min);
    SSL_CTX_set_max_proto_version(client.ctx, client_max);
    SSL_CTX_set_min_proto_version(server.ctx, server_min);
    SSL_CTX_set_max_proto_version(server.ctx, server_max);
    connect_once();
    say_read(&client);
}

static void older_client(void) {
    versions(TLS1_2_VERSION, TLS1_2_VERSION, TLS1_2_VERSION, TLS1_3_VERSION);
}

static void older_server(void) {
    versions(TLS1_2_VERSION, TLS1_3_VERSION, TLS1_2_VERSION, TLS1_2_VERSION);
}

static void too_old_a_client(void) {
    versions(TLS1_2_VERSION, TLS1_2_VERSION, TLS1_3_VERSION, TLS1_3_VERSION);
}

static void too_old_a_server(void) {
    versions(TLS1_3_VERSION, TLS1_3_VERSION, TLS1_2_VERSION, TLS1_2_VERSION);
}

static void only_one_version(void) {
    versions(version, version, version, version);
}

static void any_version(void) {
    versions(0, 0, 0, 0);
}

static void without(struct end *end, uint64_t options) {
    SSL_CTX_set_options(end->ctx, options);
    versions(0, 0, 0, 0);
}

static void client_without_tls13(void) {
    without(&client, SSL_OP_NO_TLSv1_3);
}

static void server_without_tls13(void) {
    without(&server, SSL_OP_NO_TLSv1_3);
}

static void client_with_a_hole(void) {
    without(&client, SSL_OP_NO_TLSv1_2);
}

static void server_with_a_hole(void) {
    without(&server, SSL_OP_NO_TLSv1_2);
}

static void client_without_any(void) {
    without(&client, SSL_OP_NO_SSL_MASK);
}

static void server_without_any(void) {
    without(&server, SSL_OP_NO_SSL_MASK);
}

static void fallback(void) {
    SSL_CTX_set_mode(client.ctx, SSL_MODE_SEND_FALLBACK_SCSV);
    versions(0, TLS1_2_VERSION, 0, 0);
}

static void fallback_to_the_highest(void) {
    SSL_CTX_set_mode(client.ctx, SSL_MODE_SEND_FALLBACK_SCSV);
    versions(0, version, 0, version);
}

static void no_suite_for_the_highest_version(void) {
    SSL_CTX_set_ciphersuites(client.ctx, "");
    if (version == TLS1_2_VERSION)
        SSL_CTX_set_cipher_list(client.ctx, "NULL-SHA:@SECLEVEL=0");
    connect_once();
}

static void max_fragment_length(void) {
    SSL_CTX_set_tlsext_max_fragment_length(client.ctx, TLSEXT_max_fragment_length_512);
    connect_once();
    send_hello(&server, &client);
}

static void without_extended_master_secret(void) {
    SSL_CTX_set_options(client.ctx, SSL_OP_NO_EXTENDED_MASTER_SECRET);
    connect_once();
}

static void early_data_not_accepted(void) {
    SSL_SESSION *session;
    size_t written = 0;

    SSL_CTX_set_max_early_data(server.ctx, 1000);
    session = first_connection();
    SSL_CTX_set_max_early_data(server.ctx, 0);
    open_connections();
    SSL_set_session(client.ssl, session);
    SSL_SESSION_free(session);
    say_result(&client, "SSL_write_early_data",
               SSL_write_early_data(client.ssl, "early", 5, &written));
    handshake();
    say(&client, "early data status %d", SSL_get_early_data_status(client.ssl));
    facts();
}

const struct flow negotiation[] = {
    {"no-shared-suite", no_shared_suite, 0},
    {"no-suite-for-the-key", no_suite_for_the_key, 0},
    {"no-certificate", no_certificate, 0},
    {"suite-of-the-server", suite_of_the_server, 0},
    {"no-shared-group", no_shared_group, 0},
    {"group-of-the-client", group_of_the_client, 0},
    {"no-shared-signature-algorithm", no_shared_signature_algorithm, 0},
    {"no-signature-algorithm-of-the-key", no_signature_algorithm_of_the_key, 0},
    {"no-signature-algorithm-of-the-client", no_signature_algorithm_of_the_client, 0},
    {"older-client", older_client, TLS1_3_VERSION},
    {"older-server", older_server, TLS1_3_VERSION},
    {"too-old-a-client", too_old_a_client, TLS1_3_VERSION},
    {"too-old-a-server", too_old_a_server, TLS1_3_VERSION},
    {"only-one-version", only_one_version, 0},
    {"any-version", any_version, TLS1_3_VERSION},
    {"client-without-tls13", client_without_tls13, TLS1_3_VERSION},
    {"server-without-tls13", server_without_tls13, TLS1_3_VERSION},
    {"client-with-a-hole", client_with_a_hole, TLS1_3_VERSION},
    {"server-with-a-hole", server_with_a_hole, TLS1_3_VERSION},
    {"client-without-versions", client_without_any, TLS1_3_VERSION},
    {"server-without-versions", server_without_any, TLS1_3_VERSION},
    {"fallback", fallback, TLS1_3_VERSION},
    {"fallback-to-the-highest", fallback_to_the_highest, 0},
    {"no-suite-for-the-highest-version", no_suite_for_the_highest_version, 0},
    {"max-fragment-length", max_fragment_length, 0},
    {"no-extended-master-secret", without_extended_master_secret, TLS1_2_VERSION},
    {"early-data-not-accepted", early_data_not_accepted, TLS1_3_VERSION},
};
const size_t negotiation_count = COUNT_OF(negotiation);
