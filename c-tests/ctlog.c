/* The list of Certificate Transparency logs that an SSL_CTX keeps. */
#include "harness.h"

#include <openssl/ct.h>

/* A file with one log, whose key is as good as any. */
static const char *list_file(void) {
    unsigned char *der = NULL, key[256];
    char list[512];
    int length = i2d_PUBKEY(identity_key(CA), &der);

    EVP_EncodeBlock(key, der, length);
    OPENSSL_free(der);
    length = snprintf(list, sizeof(list),
                      "enabled_logs = first\n[first]\ndescription = A log\nkey = %s\n", key);
    return temporary_file("logs", list, (size_t)length);
}

static void a_context_has_a_list(void **state) {
    struct pair *pair = *state;

    assert_non_null(SSL_CTX_get0_ctlog_store(pair->client_ctx));
    assert_int_equal(SSL_CTX_ct_is_enabled(pair->client_ctx), 0);
}

static void the_list_can_be_replaced(void **state) {
    struct pair *pair = *state;
    CTLOG_STORE *store = CTLOG_STORE_new();

    SSL_CTX_set0_ctlog_store(pair->client_ctx, store);
    assert_ptr_equal(SSL_CTX_get0_ctlog_store(pair->client_ctx), store);
    SSL_CTX_set0_ctlog_store(pair->client_ctx, NULL);
    assert_null(SSL_CTX_get0_ctlog_store(pair->client_ctx));
    assert_no_error();
}

static void files_are_read(void **state) {
    struct pair *pair = *state;
    const char *path = list_file();

    assert_int_equal(SSL_CTX_set_ctlog_list_file(pair->client_ctx, path), 1);
    assert_no_error();
    setenv("CTLOG_FILE", path, 1);
    assert_int_equal(SSL_CTX_set_default_ctlog_list_file(pair->server_ctx), 1);
    unsetenv("CTLOG_FILE");
    assert_no_error();
}

static void files_that_cannot_be_read(void **state) {
    struct pair *pair = *state;

    assert_int_equal(SSL_CTX_set_ctlog_list_file(pair->client_ctx, "/nonexistent"), 0);
    assert_some_error();
}

static const struct CMUnitTest cases[] = {
    CASE(a_context_has_a_list),
    CASE(the_list_can_be_replaced),
    CASE(files_are_read),
    CASE(files_that_cannot_be_read),
};

CASES_MAIN(cases)
