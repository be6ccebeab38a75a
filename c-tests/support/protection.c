#include "harness.h"
#include "protection.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>

void unhex(unsigned char *out, size_t size, const char *hex) {
    for (size_t i = 0; i < size && hex[2 * i] > ' '; i++)
        sscanf(hex + 2 * i, "%2hhx", &out[i]);
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
static void expand_label(const unsigned char *secret, const char *label, unsigned char *out,
                         size_t length) {
    unsigned char info[64] = {0, (unsigned char)length, (unsigned char)(6 + strlen(label))};
    size_t info_length = 4 + 6 + strlen(label);
    int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, "SHA256", 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)secret, 32),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info, info_length),
        OSSL_PARAM_construct_end()};

    memcpy(info + 3, "tls13 ", 6);
    memcpy(info + 9, label, strlen(label));
    derive("HKDF", params, out, length);
}

void tls13_record_key(struct record_key *key, const unsigned char *secret) {
    key->version = TLS1_3_VERSION;
    key->sequence = 0;
    expand_label(secret, "key", key->key, 16);
    expand_label(secret, "iv", key->iv, 12);
}

/* RFC 5246, 6.3 */
void tls12_record_key(struct record_key *key, const unsigned char *master,
                      const unsigned char *client_random, const unsigned char *server_random,
                      int of_server) {
    unsigned char seed[13 + 64] = "key expansion", block[40];
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, "SHA256", 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SECRET, (void *)master, 48),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SEED, seed, sizeof(seed)),
        OSSL_PARAM_construct_end()};

    memcpy(seed + 13, server_random, 32);
    memcpy(seed + 13 + 32, client_random, 32);
    derive("TLS1-PRF", params, block, sizeof(block));
    key->version = TLS1_2_VERSION;
    key->sequence = 0;
    memcpy(key->key, block + (of_server ? 16 : 0), 16);
    memcpy(key->iv, block + (of_server ? 36 : 32), 4);
}

static void put64(unsigned char *out, uint64_t number) {
    for (int i = 0; i < 8; i++)
        out[i] = (unsigned char)(number >> (56 - 8 * i));
}

/* Nonce and additional data of the next record, whose content (as it is encrypted) is this long.
 * `explicit_nonce` stands in the record in TLS 1.2. Returns the length of the additional data. */
static size_t prepare(struct record_key *key, const unsigned char *header, size_t length,
                      const unsigned char *explicit_nonce, unsigned char *nonce,
                      unsigned char *aad) {
    put64(aad, key->sequence++);
    if (key->version == TLS1_3_VERSION) {
        memcpy(nonce, key->iv, 12);
        for (int i = 0; i < 8; i++)
            nonce[4 + i] ^= aad[i];
        memcpy(aad, header, 5);
        return 5;
    }
    memcpy(nonce, key->iv, 4);
    memcpy(nonce + 4, explicit_nonce, 8);
    memcpy(aad + 8, header, 3);
    aad[11] = (unsigned char)(length >> 8);
    aad[12] = (unsigned char)length;
    return 13;
}

/* Explicit nonces of TLS 1.2 begin so: who takes such a record for an unprotected one always sees
 * the same. */
#define FINISHED_HEADER 0x1400002400000000

size_t seal_record(struct record_key *key, int type, const void *content, size_t length,
                   unsigned char *record) {
    unsigned char nonce[12], aad[13], inner = (unsigned char)type;
    int tls13 = key->version == TLS1_3_VERSION, n, ok;
    size_t body = length + 16 + (tls13 ? 1 : 8), aad_length;
    unsigned char *out = record + RECORD_HEADER + (tls13 ? 0 : 8);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

    record[0] = tls13 ? SSL3_RT_APPLICATION_DATA : inner;
    record[1] = record[2] = 3;
    record[3] = (unsigned char)(body >> 8);
    record[4] = (unsigned char)body;
    if (!tls13)
        put64(record + RECORD_HEADER, FINISHED_HEADER | key->sequence);
    aad_length = prepare(key, record, length, record + RECORD_HEADER, nonce, aad);
    ok = EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, key->key, nonce) &&
         EVP_EncryptUpdate(ctx, NULL, &n, aad, (int)aad_length) &&
         (length == 0 || EVP_EncryptUpdate(ctx, out, &n, content, (int)length)) &&
         (!tls13 || EVP_EncryptUpdate(ctx, out + length, &n, &inner, 1)) &&
         EVP_EncryptFinal_ex(ctx, out + length + tls13, &n) &&
         EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_GET_TAG, 16, out + length + tls13);
    EVP_CIPHER_CTX_free(ctx);
    assert_true(ok);
    return RECORD_HEADER + body;
}

int open_record(struct record_key *key, const unsigned char *record, size_t length,
                unsigned char *content, size_t *content_length) {
    unsigned char nonce[12], aad[13];
    int tls13 = key->version == TLS1_3_VERSION, n, ok;
    size_t prefix = RECORD_HEADER + (tls13 ? 0 : 8), aad_length;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();

    assert_true(length >= prefix + 16);
    length -= prefix + 16;
    aad_length = prepare(key, record, length, record + RECORD_HEADER, nonce, aad);
    ok = EVP_DecryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, key->key, nonce) &&
         EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, 16, (void *)(record + prefix + length)) &&
         EVP_DecryptUpdate(ctx, NULL, &n, aad, (int)aad_length) &&
         (length == 0 || EVP_DecryptUpdate(ctx, content, &n, record + prefix, (int)length)) &&
         EVP_DecryptFinal_ex(ctx, content + length, &n);
    EVP_CIPHER_CTX_free(ctx);
    if (!ok)
        return -1;
    *content_length = length;
    if (!tls13)
        return record[0];
    while (*content_length > 0 && content[*content_length - 1] == 0)
        --*content_length;
    return *content_length > 0 ? content[--*content_length] : -1;
}
