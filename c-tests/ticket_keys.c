/* The keys of session tickets: the context's, and the application's key callback in its two
 * forms, with all its results. */
#include "harness.h"

#include <openssl/core_names.h>
#include <openssl/hmac.h>

static struct {
    int sealed, opened;
    int seal_answer, open_answer;
    unsigned char name[16];
} keys;

static const unsigned char aes_key[32] = "an AES key of exactly 32 bytes..";
static unsigned char mac_key[32] = "an HMAC key of exactly 32 bytes.";

static void prepare(struct pair *pair) {
    memset(&keys, 0, sizeof(keys));
    memset(keys.name, 'n', sizeof(keys.name));
    keys.seal_answer = keys.open_answer = 1;
    SSL_CTX_set_num_tickets(pair->server_ctx, 1);
    SSL_CTX_set_session_cache_mode(pair->server_ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_session_id_context(pair->server_ctx, (const unsigned char *)"tickets", 7);
}

static int begin(unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, int seal) {
    if (seal) {
        keys.sealed++;
        if (keys.seal_answer <= 0)
            return keys.seal_answer;
        memcpy(name, keys.name, 16);
        memset(iv, 0x55, 16);
        return EVP_EncryptInit_ex(cipher, EVP_aes_256_cbc(), NULL, aes_key, iv) ? 1 : -1;
    }
    keys.opened++;
    if (keys.open_answer <= 0)
        return keys.open_answer;
    if (memcmp(name, keys.name, 16) != 0)
        return 0;
    return EVP_DecryptInit_ex(cipher, EVP_aes_256_cbc(), NULL, aes_key, iv) ? keys.open_answer : -1;
}

static int on_key_evp(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
                      EVP_MAC_CTX *mac, int seal) {
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, mac_key, sizeof(mac_key)),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA384", 0),
        OSSL_PARAM_construct_end(),
    };

    (void)ssl;
    if (!EVP_MAC_CTX_set_params(mac, params))
        return -1;
    return begin(name, iv, cipher, seal);
}

static int on_key_hmac(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
                       HMAC_CTX *mac, int seal) {
    (void)ssl;
    if (!HMAC_Init_ex(mac, mac_key, sizeof(mac_key), EVP_sha256(), NULL))
        return -1;
    return begin(name, iv, cipher, seal);
}

/* One connection; the session that it ends with is the caller's, whether it has a ticket or not. */
static SSL_SESSION *connection(struct pair *pair, SSL_SESSION *offered, int *reused) {
    SSL_SESSION *session;
    char buffer[16];

    pair_open(pair, MEMORY);
    assert_int_equal(SSL_set_session(pair->client, offered), 1);
    assert_true(pair_handshake(pair));
    *reused = SSL_session_reused(pair->client);
    assert_int_equal(SSL_session_reused(pair->server), *reused);
    pair_exchange(pair->server, pair->client, "ticket");
    session = SSL_get1_session(pair->client);
    SSL_shutdown(pair->client);
    SSL_shutdown(pair->server);
    assert_true(SSL_read(pair->client, buffer, sizeof(buffer)) <= 0);
    ERR_clear_error();
    return session;
}

/* A first connection and a second that offers its session: whether that was resumed. */
static int resumes(struct pair *pair) {
    SSL_SESSION *session, *again;
    int reused;

    session = connection(pair, NULL, &reused);
    assert_int_equal(reused, 0);
    again = connection(pair, session, &reused);
    SSL_SESSION_free(again);
    SSL_SESSION_free(session);
    return reused;
}

static void the_callback_seals_and_opens(void **state) {
    struct pair *pair = *state;

    prepare(pair);
    assert_int_equal(SSL_CTX_set_tlsext_ticket_key_evp_cb(pair->server_ctx, on_key_evp), 1);
    assert_int_equal(resumes(pair), 1);
    assert_true(keys.sealed >= 1);
    assert_int_equal(keys.opened, 1);
}

static void the_older_callback_seals_and_opens(void **state) {
    struct pair *pair = *state;

    prepare(pair);
    SSL_CTX_set_tlsext_ticket_key_cb(pair->server_ctx, on_key_hmac);
    assert_int_equal(resumes(pair), 1);
    assert_true(keys.sealed >= 1);
    assert_int_equal(keys.opened, 1);
}

static void a_ticket_begins_with_the_keys_name(void **state) {
    struct pair *pair = *state;
    const unsigned char *ticket;
    SSL_SESSION *session;
    size_t length;
    int reused;

    prepare(pair);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(pair->server_ctx, on_key_evp);
    session = connection(pair, NULL, &reused);
    SSL_SESSION_get0_ticket(session, &ticket, &length);
    assert_true(length > 16 + 16 + 48);
    assert_memory_equal(ticket, keys.name, 16);
    assert_int_equal(ticket[16], 0x55);
    SSL_SESSION_free(session);
}

static void an_unknown_key_means_a_full_handshake(void **state) {
    struct pair *pair = *state;

    prepare(pair);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(pair->server_ctx, on_key_evp);
    keys.open_answer = 0;
    assert_int_equal(resumes(pair), 0);
    assert_int_equal(keys.opened, 1);
}

static void a_key_to_be_renewed_resumes(void **state) {
    struct pair *pair = *state;

    prepare(pair);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(pair->server_ctx, on_key_evp);
    keys.open_answer = 2;
    assert_int_equal(resumes(pair), 1);
    assert_int_equal(keys.sealed, 2);
}

static void a_callback_that_fails_on_opening_fails_the_handshake(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;
    int reused;

    prepare(pair);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(pair->server_ctx, on_key_evp);
    session = connection(pair, NULL, &reused);
    keys.open_answer = -1;
    pair_open(pair, MEMORY);
    SSL_set_session(pair->client, session);
    assert_false(pair_handshake(pair));
    SSL_SESSION_free(session);
}

static void without_a_key_there_is_no_ticket(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;
    int reused;

    prepare(pair);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(pair->server_ctx, on_key_evp);
    keys.seal_answer = 0;
    session = connection(pair, NULL, &reused);
    assert_int_equal(SSL_SESSION_has_ticket(session), 0);
    assert_int_equal(SSL_SESSION_is_resumable(session), 0);
    SSL_SESSION_free(session);
}

static void a_changed_ticket_means_a_full_handshake(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session, *again;
    unsigned char other[80];
    int reused;

    prepare(pair);
    session = connection(pair, NULL, &reused);
    /* The same name, but other keys: the MAC is wrong. */
    assert_int_equal(SSL_CTX_get_tlsext_ticket_keys(pair->server_ctx, other, 80), 1);
    other[20] ^= 1;
    assert_int_equal(SSL_CTX_set_tlsext_ticket_keys(pair->server_ctx, other, 80), 1);
    again = connection(pair, session, &reused);
    assert_int_equal(reused, 0);
    SSL_SESSION_free(again);
    SSL_SESSION_free(session);
}

static void keys_have_their_length(void **state) {
    struct pair *pair = *state;
    unsigned char first[80], second[80];

    assert_int_equal(SSL_CTX_get_tlsext_ticket_keys(pair->server_ctx, NULL, 0), 80);
    assert_int_equal(SSL_CTX_get_tlsext_ticket_keys(pair->server_ctx, first, 79), 0);
    assert_ssl_error(SSL_R_INVALID_TICKET_KEYS_LENGTH);
    assert_int_equal(SSL_CTX_set_tlsext_ticket_keys(pair->server_ctx, first, 48), 0);
    assert_ssl_error(SSL_R_INVALID_TICKET_KEYS_LENGTH);
    assert_int_equal(SSL_CTX_get_tlsext_ticket_keys(pair->server_ctx, first, 80), 1);
    assert_int_equal(SSL_CTX_get_tlsext_ticket_keys(pair->client_ctx, second, 80), 1);
    assert_memory_not_equal(first, second, 80);
    assert_int_equal(SSL_CTX_set_tlsext_ticket_keys(pair->client_ctx, first, 80), 1);
    assert_int_equal(SSL_CTX_get_tlsext_ticket_keys(pair->client_ctx, second, 80), 1);
    assert_memory_equal(first, second, 80);
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(the_callback_seals_and_opens),
    CASE_VERSIONS(the_older_callback_seals_and_opens),
    CASE_VERSIONS(a_ticket_begins_with_the_keys_name),
    CASE_VERSIONS(an_unknown_key_means_a_full_handshake),
    CASE_VERSIONS(a_key_to_be_renewed_resumes),
    CASE_VERSIONS(a_callback_that_fails_on_opening_fails_the_handshake),
    CASE_VERSIONS(without_a_key_there_is_no_ticket),
    CASE_VERSIONS(a_changed_ticket_means_a_full_handshake),
    CASE(keys_have_their_length),
};

CASES_MAIN(cases)
