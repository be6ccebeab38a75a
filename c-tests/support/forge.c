#include "harness.h"
#include "protection.h"

static unsigned char client_secret[48], server_secret[48]; /* TLS 1.2: the master secret in both */
static struct record_key peer_key;

static void note_secret(const SSL *ssl, const char *line) {
    const char *secret = strrchr(line, ' ') + 1;
    int of_both = strncmp(line, "CLIENT_RANDOM ", 14) == 0;

    (void)ssl;
    if (of_both || strncmp(line, "CLIENT_TRAFFIC_SECRET_0 ", 24) == 0)
        unhex(client_secret, sizeof(client_secret), secret);
    if (of_both || strncmp(line, "SERVER_TRAFFIC_SECRET_0 ", 24) == 0)
        unhex(server_secret, sizeof(server_secret), secret);
}

void forge_connect(struct pair *pair) {
    int peer_is_server = !pair->subject_is_server;
    unsigned char client_random[32], server_random[32];

    SSL_CTX_set_ciphersuites(pair->client_ctx, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_cipher_list(pair->client_ctx, "ECDHE-ECDSA-AES128-GCM-SHA256");
    SSL_CTX_set_keylog_callback(pair->peer_ctx, note_secret);
    pair_connect(pair, MEMORY);
    if (pair->version == TLS1_3_VERSION) {
        tls13_record_key(&peer_key, peer_is_server ? server_secret : client_secret);
    } else {
        SSL_get_client_random(pair->client, client_random, 32);
        SSL_get_server_random(pair->client, server_random, 32);
        tls12_record_key(&peer_key, client_secret, client_random, server_random, peer_is_server);
        peer_key.sequence = 1; /* after Finished */
    }
}

void forge_record(struct pair *pair, int type, const void *content, size_t length) {
    static unsigned char record[RECORD_HEADER + 20000 + RECORD_EXPANSION];
    int sealed;

    assert_true(length <= 20000);
    sealed = (int)seal_record(&peer_key, type, content, length, record);
    assert_int_equal(BIO_write(pair->from_peer, record, sealed), sealed);
}
