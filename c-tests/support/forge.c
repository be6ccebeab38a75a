#include "harness.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>

static struct {
    unsigned char client_secret[48], server_secret[48]; /* TLS 1.2: the master secret in both */
    unsigned char key[16], iv[12];
    uint64_t sequence;
} peer;

static void unhex(unsigned char *out, size_t size, const char *hex) {
    for (size_t i = 0; i < size && hex[2 * i] > ' '; i++)
        sscanf(hex + 2 * i, "%2hhx", &out[i]);
}

static void note_secret(const SSL *ssl, const char *line) {
    const char *secret = strrchr(line, ' ') + 1;

    (void)ssl;
    if (strncmp(line, "CLIENT_TRAFFIC_SECRET_0 ", 24) == 0 ||
        strncmp(line, "CLIENT_RANDOM ", 14) == 0)
        unhex(peer.client_secret, sizeof(peer.client_secret), secret);
    if (strncmp(line, "SERVER_TRAFFIC_SECRET_0 ", 24) == 0 ||
        strncmp(line, "CLIENT_RANDOM ", 14) == 0)
        unhex(peer.server_secret, sizeof(peer.server_secret), secret);
}

static void derive(const char *kdf_name, OSSL_PARAM *params, unsigned char *out, size_t length) {
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, kdf_name, NULL);
    EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);

    if (EVP_KDF_derive(ctx, out, length, params) != 1)
        fail_msg("%s failed", kdf_name);
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
}

/* RFC 8446, 7.1 */
static void expand_label(unsigned char *secret, const char *label, unsigned char *out,
                         size_t length) {
    unsigned char info[64] = {0, (unsigned char)length, (unsigned char)(6 + strlen(label))};
    size_t info_length = 4 + 6 + strlen(label);
    int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, "SHA256", 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, secret, 32),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info, info_length),
        OSSL_PARAM_construct_end()};

    memcpy(info + 3, "tls13 ", 6);
    memcpy(info + 9, label, strlen(label));
    derive("HKDF", params, out, length);
}

/* RFC 5246, 6.3 */
static void expand_key_block(struct pair *pair, int peer_is_server) {
    unsigned char seed[13 + 64] = "key expansion", block[40];
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, "SHA256", 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, peer.client_secret, 48),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, seed, sizeof(seed)),
        OSSL_PARAM_construct_end()};

    SSL_get_server_random(pair->client, seed + 13, 32);
    SSL_get_client_random(pair->client, seed + 13 + 32, 32);
    derive("TLS1-PRF", params, block, sizeof(block));
    memcpy(peer.key, block + (peer_is_server ? 16 : 0), 16);
    memcpy(peer.iv, block + (peer_is_server ? 36 : 32), 4);
}

void forge_connect(struct pair *pair) {
    int peer_is_server = !pair->subject_is_server;

    SSL_CTX_set_ciphersuites(pair->client_ctx, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_cipher_list(pair->client_ctx, "ECDHE-ECDSA-AES128-GCM-SHA256");
    SSL_CTX_set_keylog_callback(pair->peer_ctx, note_secret);
    pair_connect(pair, MEMORY);
    if (pair->version == TLS1_3_VERSION) {
        unsigned char *secret = peer_is_server ? peer.server_secret : peer.client_secret;

        expand_label(secret, "key", peer.key, 16);
        expand_label(secret, "iv", peer.iv, 12);
        peer.sequence = 0;
    } else {
        expand_key_block(pair, peer_is_server);
        peer.sequence = 1; /* after Finished */
    }
}

static void put64(unsigned char *out, uint64_t number) {
    for (int i = 0; i < 8; i++)
        out[i] = (unsigned char)(number >> (56 - 8 * i));
}

void forge_record(struct pair *pair, int type, const void *content, size_t length) {
    static unsigned char record[5 + 8 + 20000 + 16];
    unsigned char nonce[12], aad[13], inner = (unsigned char)type;
    int tls13 = pair->version == TLS1_3_VERSION, n, ok;
    size_t body = length + 16 + (tls13 ? 1 : 8), aad_length = 5;
    unsigned char *out = record + 5 + (tls13 ? 0 : 8);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

    assert_true(length <= 20000);
    record[0] = tls13 ? SSL3_RT_APPLICATION_DATA : inner;
    record[1] = record[2] = 3;
    record[3] = (unsigned char)(body >> 8);
    record[4] = (unsigned char)body;
    if (tls13) {
        memcpy(nonce, peer.iv, 12);
        put64(aad, peer.sequence);
        for (int i = 0; i < 8; i++)
            nonce[4 + i] ^= aad[i];
        memcpy(aad, record, 5);
    } else {
        memcpy(nonce, peer.iv, 4);
        put64(nonce + 4, peer.sequence);
        memcpy(record + 5, nonce + 4, 8);
        put64(aad, peer.sequence);
        memcpy(aad + 8, record, 3);
        aad[11] = (unsigned char)(length >> 8);
        aad[12] = (unsigned char)length;
        aad_length = 13;
    }
    ok = EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, peer.key, nonce) &&
         EVP_EncryptUpdate(ctx, NULL, &n, aad, (int)aad_length) &&
         (length == 0 || EVP_EncryptUpdate(ctx, out, &n, content, (int)length)) &&
         (!tls13 || EVP_EncryptUpdate(ctx, out + length, &n, &inner, 1)) &&
         EVP_EncryptFinal_ex(ctx, out + length + tls13, &n) &&
         EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, out + length + tls13);
    EVP_CIPHER_CTX_free(ctx);
    assert_true(ok);
    peer.sequence++;
    assert_int_equal(BIO_write(pair->from_peer, record, (int)(5 + body)), 5 + body);
}
