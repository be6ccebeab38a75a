/* An engine that a program makes the default for a cipher protects its records. */
#include "harness.h"

#include <openssl/engine.h>

static EVP_CIPHER *method;
static int keys, calls, fails;

static int init(EVP_CIPHER_CTX *ctx, const unsigned char *key, const unsigned char *iv,
                int encrypt) {
    if (key != NULL) {
        keys++;
        if (fails)
            return 0;
    }
    return EVP_CIPHER_meth_get_init(EVP_aes_256_gcm())(ctx, key, iv, encrypt);
}

static int cipher(EVP_CIPHER_CTX *ctx, unsigned char *out, const unsigned char *in, size_t length) {
    calls++;
    return EVP_CIPHER_meth_get_do_cipher(EVP_aes_256_gcm())(ctx, out, in, length);
}

static int ciphers(ENGINE *e, const EVP_CIPHER **found, const int **nids, int nid) {
    static const int all[] = {NID_aes_256_gcm};

    (void)e;
    if (found == NULL) {
        *nids = all;
        return 1;
    }
    *found = nid == NID_aes_256_gcm ? method : NULL;
    return *found != NULL;
}

static ENGINE *make_default(void) {
    ENGINE *e = ENGINE_new();

    keys = calls = fails = 0;
    method = EVP_CIPHER_meth_new(NID_aes_256_gcm, 1, 32);
    EVP_CIPHER_meth_set_iv_length(method, 12);
    EVP_CIPHER_meth_set_flags(method, EVP_CIPHER_get_flags(EVP_aes_256_gcm()) |
                                          EVP_CIPH_FLAG_CUSTOM_CIPHER | EVP_CIPH_CUSTOM_IV |
                                          EVP_CIPH_ALWAYS_CALL_INIT | EVP_CIPH_CTRL_INIT);
    EVP_CIPHER_meth_set_impl_ctx_size(method, EVP_CIPHER_impl_ctx_size(EVP_aes_256_gcm()));
    EVP_CIPHER_meth_set_ctrl(method, EVP_CIPHER_meth_get_ctrl(EVP_aes_256_gcm()));
    EVP_CIPHER_meth_set_cleanup(method, EVP_CIPHER_meth_get_cleanup(EVP_aes_256_gcm()));
    assert_true(EVP_CIPHER_meth_set_init(method, init));
    assert_true(EVP_CIPHER_meth_set_do_cipher(method, cipher));
    assert_true(ENGINE_set_id(e, "counting"));
    assert_true(ENGINE_set_ciphers(e, ciphers));
    assert_true(ENGINE_set_default_ciphers(e));
    return e;
}

static void take_away(ENGINE *e) {
    ENGINE_unregister_ciphers(e);
    ENGINE_free(e);
    EVP_CIPHER_meth_free(method);
}

/* It is asked when a key is made, whenever the context was made. */
static void its_cipher_protects_records(void **state) {
    struct pair *pair = *state;
    ENGINE *e = make_default();
    int before;

    pair_connect(pair, MEMORY);
    assert_true(keys > 0);
    before = calls;
    pair_exchange(pair->client, pair->server, "by an engine");
    assert_true(calls > before);
    pair_exchange(pair->server, pair->client, "and back");
    pair_close(pair);
    take_away(e);

    keys = 0;
    pair_connect(pair, MEMORY);
    pair_exchange(pair->client, pair->server, "without it");
    assert_int_equal(keys, 0);
}

static void other_ciphers_are_not_its_business(void **state) {
    struct pair *pair = *state;
    ENGINE *e = make_default();

    SSL_CTX_set_ciphersuites(pair->client_ctx, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_cipher_list(pair->client_ctx, "ECDHE+AES128+AESGCM");
    pair_connect(pair, MEMORY);
    pair_exchange(pair->client, pair->server, "AES-128");
    assert_int_equal(keys, 0);
    pair_close(pair);
    take_away(e);
    pair_open(pair, MEMORY);
}

/* Nobody else takes over. */
static void its_failure_is_the_connections(void **state) {
    struct pair *pair = *state;
    ENGINE *e = make_default();

    fails = 1;
    pair_open(pair, MEMORY);
    assert_false(pair_handshake(pair));
    assert_true(keys > 0);
    ERR_clear_error();
    pair_close(pair);
    take_away(e);
    pair_open(pair, MEMORY);
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(its_cipher_protects_records),
    CASE_VERSIONS(other_ciphers_are_not_its_business),
    CASE_VERSIONS(its_failure_is_the_connections),
};

CASES_MAIN(cases)
