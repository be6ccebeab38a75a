/* SSL_SESSION without a connection: fields, extra data, DER, PEM and text, and
 * SSL_CTX_add_session. */
#include "harness.h"

#include <openssl/pem.h>
#include <limits.h>
#include <time.h>

/* A session in which everything is set that can be set. The caller owns it. */
static SSL_SESSION *filled(struct pair *pair) {
    static const unsigned char id[] = "an id of a session";
    static const unsigned char secret[] = "the secret of a session";
    SSL_SESSION *session = SSL_SESSION_new();
    SSL *ssl = SSL_new(pair->client_ctx);

    assert_non_null(session);
    assert_non_null(ssl);
    SSL_SESSION_set_protocol_version(session, TLS1_3_VERSION);
    SSL_SESSION_set_cipher(session, SSL_CIPHER_find(ssl, (const unsigned char *)"\x13\x02"));
    SSL_free(ssl);
    assert_int_equal(SSL_SESSION_set1_id(session, id, sizeof(id) - 1), 1);
    assert_int_equal(SSL_SESSION_set1_id_context(session, (const unsigned char *)"ctx", 3), 1);
    assert_int_equal(SSL_SESSION_set1_master_key(session, secret, sizeof(secret) - 1), 1);
    assert_int_equal(SSL_SESSION_set_time(session, 1700000000), 1700000000);
    assert_int_equal(SSL_SESSION_set_timeout(session, 300), 1);
    assert_int_equal(SSL_SESSION_set1_hostname(session, "example.org"), 1);
    assert_int_equal(SSL_SESSION_set1_alpn_selected(session, (const unsigned char *)"h2", 2), 1);
    assert_int_equal(SSL_SESSION_set1_ticket_appdata(session, "application", 11), 1);
    assert_int_equal(SSL_SESSION_set_max_early_data(session, 16384), 1);
    return session;
}

static const unsigned char filled_der[] = {
    0x30, 0x81, 0x87, 0x02, 0x01, 0x01, 0x02, 0x02, 0x03, 0x04, 0x04, 0x02, 0x13, 0x02, 0x04, 0x12,
    'a',  'n',  ' ',  'i',  'd',  ' ',  'o',  'f',  ' ',  'a',  ' ',  's',  'e',  's',  's',  'i',
    'o',  'n',  0x04, 0x17, 't',  'h',  'e',  ' ',  's',  'e',  'c',  'r',  'e',  't',  ' ',  'o',
    'f',  ' ',  'a',  ' ',  's',  'e',  's',  's',  'i',  'o',  'n',  0xa1, 0x06, 0x02, 0x04, 0x65,
    0x53, 0xf1, 0x00, 0xa2, 0x04, 0x02, 0x02, 0x01, 0x2c, 0xa4, 0x05, 0x04, 0x03, 'c',  't',  'x',
    0xa5, 0x03, 0x02, 0x01, 0x01, 0xa6, 0x0d, 0x04, 0x0b, 'e',  'x',  'a',  'm',  'p',  'l',  'e',
    '.',  'o',  'r',  'g',  0xaf, 0x04, 0x02, 0x02, 0x40, 0x00, 0xb0, 0x04, 0x04, 0x02, 'h',  '2',
    0xb1, 0x04, 0x02, 0x02, 0x00, 0xff, 0xb2, 0x0d, 0x04, 0x0b, 'a',  'p',  'p',  'l',  'i',  'c',
    'a',  't',  'i',  'o',  'n',  0xb3, 0x03, 0x02, 0x01, 0x00};

static size_t encode(const SSL_SESSION *session, unsigned char *out, size_t room) {
    unsigned char *at = out;
    int length = i2d_SSL_SESSION(session, NULL);

    assert_in_range(length, 1, room);
    assert_int_equal(i2d_SSL_SESSION(session, &at), length);
    assert_ptr_equal(at, out + length);
    return (size_t)length;
}

static void a_new_session_says_little(void **state) {
    SSL_SESSION *session = SSL_SESSION_new();
    unsigned int length = 77;
    const unsigned char *alpn;
    size_t size = 77;
    long now = (long)time(NULL);
    void *data;

    (void)state;
    assert_in_range(SSL_SESSION_get_time(session), now - 2, now);
    assert_int_equal(SSL_SESSION_get_timeout(session), 304);
    assert_non_null(SSL_SESSION_get_id(session, &length));
    assert_int_equal(length, 0);
    assert_non_null(SSL_SESSION_get0_id_context(session, &length));
    assert_int_equal(length, 0);
    assert_null(SSL_SESSION_get0_cipher(session));
    assert_null(SSL_SESSION_get0_hostname(session));
    assert_null(SSL_SESSION_get0_peer(session));
    SSL_SESSION_get0_alpn_selected(session, &alpn, &size);
    assert_null(alpn);
    assert_int_equal(size, 0);
    assert_int_equal(SSL_SESSION_get0_ticket_appdata(session, &data, &size), 1);
    assert_null(data);
    assert_int_equal(size, 0);
    assert_int_equal(SSL_SESSION_get_protocol_version(session), 0);
    assert_int_equal(SSL_SESSION_get_master_key(session, NULL, 0), 0);
    assert_int_equal(SSL_SESSION_has_ticket(session), 0);
    assert_int_equal(SSL_SESSION_is_resumable(session), 0);
    assert_int_equal(SSL_SESSION_get_max_fragment_length(session), 0);
    assert_int_equal(SSL_SESSION_get_compress_id(session), 0);
    assert_int_equal(i2d_SSL_SESSION(session, NULL), 0);
    SSL_SESSION_free(session);
}

static void what_was_set_is_said(void **state) {
    SSL_SESSION *session = filled(*state);
    unsigned char secret[64];
    const unsigned char *alpn;
    unsigned int length;
    size_t size;
    void *data;

    assert_memory_equal(SSL_SESSION_get_id(session, &length), "an id of a session", 18);
    assert_int_equal(length, 18);
    assert_memory_equal(SSL_SESSION_get0_id_context(session, &length), "ctx", 3);
    assert_int_equal(length, 3);
    assert_int_equal(SSL_SESSION_get_master_key(session, NULL, 0), 23);
    assert_int_equal(SSL_SESSION_get_master_key(session, secret, 3), 3);
    assert_int_equal(SSL_SESSION_get_master_key(session, secret, sizeof(secret)), 23);
    assert_memory_equal(secret, "the secret of a session", 23);
    assert_string_equal(SSL_SESSION_get0_hostname(session), "example.org");
    SSL_SESSION_get0_alpn_selected(session, &alpn, &size);
    assert_int_equal(size, 2);
    assert_memory_equal(alpn, "h2", 2);
    assert_int_equal(SSL_SESSION_get0_ticket_appdata(session, &data, &size), 1);
    assert_int_equal(size, 11);
    assert_memory_equal(data, "application", 11);
    assert_int_equal(SSL_SESSION_get_max_early_data(session), 16384);
    assert_string_equal(SSL_CIPHER_get_name(SSL_SESSION_get0_cipher(session)),
                        "TLS_AES_256_GCM_SHA384");
    assert_int_equal(SSL_SESSION_is_resumable(session), 1);
    SSL_SESSION_free(session);
}

static void what_was_set_can_be_taken_back(void **state) {
    SSL_SESSION *session = filled(*state);
    const unsigned char *alpn;
    size_t size;
    void *data;

    assert_int_equal(SSL_SESSION_set1_hostname(session, NULL), 1);
    assert_null(SSL_SESSION_get0_hostname(session));
    assert_int_equal(SSL_SESSION_set1_alpn_selected(session, NULL, 0), 1);
    SSL_SESSION_get0_alpn_selected(session, &alpn, &size);
    assert_null(alpn);
    assert_int_equal(SSL_SESSION_set1_ticket_appdata(session, NULL, 0), 1);
    SSL_SESSION_get0_ticket_appdata(session, &data, &size);
    assert_null(data);
    assert_int_equal(SSL_SESSION_set_cipher(session, NULL), 1);
    assert_null(SSL_SESSION_get0_cipher(session));
    SSL_SESSION_free(session);
}

static void too_long_is_refused(void **state) {
    SSL_SESSION *session = filled(*state);
    unsigned char bytes[600] = {0};
    unsigned int length;

    assert_int_equal(SSL_SESSION_set1_id(session, bytes, 33), 0);
    assert_ssl_error(SSL_R_SSL_SESSION_ID_TOO_LONG);
    assert_int_equal(SSL_SESSION_set1_id_context(session, bytes, 33), 0);
    assert_ssl_error(SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG);
    assert_int_equal(SSL_SESSION_set1_master_key(session, bytes, 600), 0);
    assert_int_equal(SSL_SESSION_set_timeout(session, -1), 0);
    assert_int_equal(SSL_SESSION_set1_id(session, bytes, 32), 1);
    assert_int_equal(SSL_SESSION_set1_id_context(session, bytes, 32), 1);
    assert_int_equal(SSL_SESSION_set1_master_key(session, bytes, 256), 1);
    SSL_SESSION_get_id(session, &length);
    assert_int_equal(length, 32);
    assert_int_equal(SSL_SESSION_get_timeout(session), 300);
    SSL_SESSION_free(session);
}

static void der_is_this(void **state) {
    SSL_SESSION *session = filled(*state);
    unsigned char der[512];

    assert_int_equal(encode(session, der, sizeof(der)), sizeof(filled_der));
    assert_memory_equal(der, filled_der, sizeof(filled_der));
    SSL_SESSION_free(session);
}

static void der_is_allocated_on_demand(void **state) {
    SSL_SESSION *session = filled(*state);
    unsigned char *der = NULL;

    assert_int_equal(i2d_SSL_SESSION(session, &der), sizeof(filled_der));
    assert_memory_equal(der, filled_der, sizeof(filled_der));
    OPENSSL_free(der);
    SSL_SESSION_free(session);
}

static void der_is_read(void **state) {
    const unsigned char *at = filled_der;
    unsigned char der[512];
    SSL_SESSION *session = d2i_SSL_SESSION(NULL, &at, sizeof(filled_der)), *same = session;

    (void)state;
    assert_non_null(session);
    assert_ptr_equal(at, filled_der + sizeof(filled_der));
    assert_int_equal(SSL_SESSION_get_time(session), 1700000000);
    assert_int_equal(SSL_SESSION_get_timeout(session), 300);
    assert_string_equal(SSL_SESSION_get0_hostname(session), "example.org");
    assert_int_equal(encode(session, der, sizeof(der)), sizeof(filled_der));
    assert_memory_equal(der, filled_der, sizeof(filled_der));

    /* Into an existing one. */
    SSL_SESSION_set1_hostname(session, "other");
    at = filled_der;
    assert_ptr_equal(d2i_SSL_SESSION(&same, &at, sizeof(filled_der)), session);
    assert_string_equal(SSL_SESSION_get0_hostname(session), "example.org");
    SSL_SESSION_free(session);
}

static void broken_der_is_refused(void **state) {
    unsigned char der[sizeof(filled_der)];

    (void)state;
    for (size_t length = 0; length < sizeof(filled_der); length++) {
        const unsigned char *at = filled_der;
        assert_null(d2i_SSL_SESSION(NULL, &at, (long)length));
        assert_ptr_equal(at, filled_der);
        assert_int_not_equal(ERR_peek_error(), 0);
        ERR_clear_error();
    }
    static const struct {
        size_t at;
        unsigned char byte;
        int reason;
    } changes[] = {
        {5, 2, SSL_R_UNKNOWN_SSL_VERSION},
        {8, 4, SSL_R_UNSUPPORTED_SSL_VERSION},
    };
    for (int i = 0; i < 2; i++) {
        const unsigned char *at = der;
        memcpy(der, filled_der, sizeof(der));
        der[changes[i].at] = changes[i].byte;
        assert_null(d2i_SSL_SESSION(NULL, &at, sizeof(der)));
        assert_ssl_error(changes[i].reason);
    }
}

static void pem_goes_round(void **state) {
    SSL_SESSION *session = filled(*state), *read;
    BIO *bio = BIO_new(BIO_s_mem());
    unsigned char der[512];
    char *text;

    assert_int_equal(PEM_write_bio_SSL_SESSION(bio, session), 1);
    assert_true(BIO_get_mem_data(bio, &text) > 40);
    assert_memory_equal(text, "-----BEGIN SSL SESSION PARAMETERS-----\n", 39);
    read = PEM_read_bio_SSL_SESSION(bio, NULL, NULL, NULL);
    assert_non_null(read);
    assert_int_equal(encode(read, der, sizeof(der)), sizeof(filled_der));
    assert_memory_equal(der, filled_der, sizeof(filled_der));
    assert_null(PEM_read_bio_SSL_SESSION(bio, NULL, NULL, NULL));
    ERR_clear_error();
    SSL_SESSION_free(read);
    SSL_SESSION_free(session);
    BIO_free(bio);
}

static void pem_goes_through_a_file(void **state) {
    SSL_SESSION *session = filled(*state), *read;
    FILE *file = tmpfile();

    assert_non_null(file);
    assert_int_equal(PEM_write_SSL_SESSION(file, session), 1);
    rewind(file);
    read = PEM_read_SSL_SESSION(file, NULL, NULL, NULL);
    assert_non_null(read);
    assert_string_equal(SSL_SESSION_get0_hostname(read), "example.org");
    fclose(file);
    SSL_SESSION_free(read);
    SSL_SESSION_free(session);
}

static void text_is_this(void **state) {
    static const char expected[] =
        "SSL-Session:\n"
        "    Protocol  : TLSv1.3\n"
        "    Cipher    : TLS_AES_256_GCM_SHA384\n"
        "    Session-ID: 616E206964206F6620612073657373696F6E\n"
        "    Session-ID-ctx: 637478\n"
        "    Resumption PSK: 74686520736563726574206F6620612073657373696F6E\n"
        "    PSK identity: None\n"
        "    PSK identity hint: None\n"
        "    SRP username: None\n"
        "    Start Time: 1700000000\n"
        "    Timeout   : 300 (sec)\n"
        "    Verify return code: 1 (unspecified certificate verification error)\n"
        "    Extended master secret: no\n"
        "    Max Early Data: 16384\n";
    SSL_SESSION *session = filled(*state);
    BIO *bio = BIO_new(BIO_s_mem());
    char *text;

    assert_int_equal(SSL_SESSION_print(bio, session), 1);
    assert_int_equal(BIO_get_mem_data(bio, &text), sizeof(expected) - 1);
    assert_memory_equal(text, expected, sizeof(expected) - 1);
    assert_int_equal(BIO_reset(bio), 1);
    assert_int_equal(SSL_SESSION_print_keylog(bio, session), 1);
    assert_true(BIO_get_mem_data(bio, &text) > 0);
    assert_memory_equal(text,
                        "RSA Session-ID:616E206964206F6620612073657373696F6E Master-Key:"
                        "74686520736563726574206F6620612073657373696F6E\n",
                        110);
    assert_int_equal(SSL_SESSION_print(bio, NULL), 0);
    assert_int_equal(SSL_SESSION_print_keylog(bio, NULL), 0);
    SSL_SESSION_free(session);
    BIO_free(bio);
}

static int new_calls, dup_calls, free_calls;

static void on_new_data(void *parent, void *data, CRYPTO_EX_DATA *all, int index, long argl,
                        void *argp) {
    (void)parent, (void)data, (void)all, (void)index, (void)argl, (void)argp;
    new_calls++;
}

static int on_dup_data(CRYPTO_EX_DATA *to, const CRYPTO_EX_DATA *from, void **data, int index,
                       long argl, void *argp) {
    (void)to, (void)from, (void)data, (void)index, (void)argl, (void)argp;
    dup_calls++;
    return 1;
}

static void on_free_data(void *parent, void *data, CRYPTO_EX_DATA *all, int index, long argl,
                         void *argp) {
    (void)parent, (void)data, (void)all, (void)index, (void)argl, (void)argp;
    free_calls++;
}

static void extra_data_has_its_callbacks(void **state) {
    SSL_SESSION *session, *copy;
    int index, value;

    (void)state;
    new_calls = dup_calls = free_calls = 0;
    index = SSL_SESSION_get_ex_new_index(0, NULL, on_new_data, on_dup_data, on_free_data);
    assert_true(index >= 0);
    session = SSL_SESSION_new();
    assert_int_equal(new_calls, 1);
    assert_null(SSL_SESSION_get_ex_data(session, index));
    assert_int_equal(SSL_SESSION_set_ex_data(session, index, &value), 1);
    copy = SSL_SESSION_dup(session);
    assert_int_equal(new_calls, 2);
    assert_int_equal(dup_calls, 1);
    assert_ptr_equal(SSL_SESSION_get_ex_data(copy, index), &value);
    SSL_SESSION_up_ref(session);
    SSL_SESSION_free(session);
    assert_int_equal(free_calls, 0);
    SSL_SESSION_free(session);
    SSL_SESSION_free(copy);
    assert_int_equal(free_calls, 2);
    CRYPTO_free_ex_index(CRYPTO_EX_INDEX_SSL_SESSION, index);
}

static SSL_SESSION *with_id(unsigned char id, long timeout) {
    SSL_SESSION *session = SSL_SESSION_new();

    SSL_SESSION_set_protocol_version(session, TLS1_2_VERSION);
    SSL_SESSION_set1_id(session, &id, 1);
    SSL_SESSION_set_time(session, 1000);
    SSL_SESSION_set_timeout(session, timeout);
    return session;
}

static char removed[64];

static void note_removal(SSL_CTX *ctx, SSL_SESSION *session) {
    unsigned int length;

    (void)ctx;
    strncat(removed, (const char *)SSL_SESSION_get_id(session, &length), 1);
}

static SSL_CTX *caching_ctx(void) {
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());

    removed[0] = '\0';
    SSL_CTX_sess_set_remove_cb(ctx, note_removal);
    return ctx;
}

static void the_cache_counts_references(void **state) {
    SSL_CTX *ctx = caching_ctx();
    SSL_SESSION *a = with_id('a', 100), *other = with_id('a', 100);

    (void)state;
    assert_int_equal(SSL_CTX_add_session(ctx, a), 1);
    assert_int_equal(SSL_CTX_add_session(ctx, a), 0);
    assert_int_equal(SSL_CTX_sess_number(ctx), 1);
    /* Another session with the same id takes its place, and nobody is told. */
    assert_int_equal(SSL_CTX_add_session(ctx, other), 1);
    assert_int_equal(SSL_CTX_sess_number(ctx), 1);
    assert_string_equal(removed, "");
    assert_int_equal(SSL_SESSION_is_resumable(a), 1);
    assert_int_equal(SSL_CTX_remove_session(ctx, other), 1);
    assert_int_equal(SSL_SESSION_is_resumable(other), 0);
    assert_int_equal(SSL_CTX_remove_session(ctx, other), 0);
    assert_string_equal(removed, "aa");
    assert_int_equal(SSL_CTX_remove_session(ctx, NULL), 0);
    SSL_SESSION_free(other);
    SSL_SESSION_free(a);
    SSL_CTX_free(ctx);
    assert_string_equal(removed, "aa");
}

static void freeing_the_context_removes_what_is_left(void **state) {
    SSL_CTX *ctx = caching_ctx();
    SSL_SESSION *a = with_id('a', 100), *b = with_id('b', 200);

    (void)state;
    SSL_CTX_add_session(ctx, b);
    SSL_CTX_add_session(ctx, a);
    SSL_SESSION_free(b);
    SSL_CTX_free(ctx);
    assert_string_equal(removed, "ab");
    assert_int_equal(SSL_SESSION_is_resumable(a), 0);
    /* The cache is gone, and the session knows it. */
    assert_int_equal(SSL_SESSION_set_timeout(a, 5), 1);
    SSL_SESSION_free(a);
}

static void a_session_without_id_cannot_be_removed(void **state) {
    SSL_CTX *ctx = caching_ctx();
    SSL_SESSION *session = SSL_SESSION_new();

    (void)state;
    assert_int_equal(SSL_CTX_remove_session(ctx, session), 0);
    assert_string_equal(removed, "");
    SSL_SESSION_free(session);
    SSL_CTX_free(ctx);
}

static void the_limit_drops_those_that_expire_first(void **state) {
    for (long limit = 1; limit <= 4; limit++) {
        SSL_CTX *ctx = caching_ctx();

        (void)state;
        assert_int_equal(SSL_CTX_sess_set_cache_size(ctx, limit), 20480);
        assert_int_equal(SSL_CTX_sess_get_cache_size(ctx), limit);
        for (int i = 0; i < 6; i++) {
            SSL_SESSION *session = with_id("abcdef"[i], "142536"[i] * 100);
            assert_int_equal(SSL_CTX_add_session(ctx, session), 1);
            SSL_SESSION_free(session);
        }
        switch (limit) {
        case 1:
        case 2:
            assert_int_equal(SSL_CTX_sess_number(ctx), 1);
            assert_string_equal(removed, "abcde");
            break;
        case 3:
            assert_int_equal(SSL_CTX_sess_number(ctx), 2);
            assert_string_equal(removed, "acbe");
            break;
        default:
            assert_int_equal(SSL_CTX_sess_number(ctx), 3);
            assert_string_equal(removed, "ace");
        }
        assert_int_equal(SSL_CTX_sess_cache_full(ctx), (long)strlen(removed));
        SSL_CTX_free(ctx);
    }
}

static void flushing_goes_by_time(void **state) {
    SSL_CTX *ctx = caching_ctx();
    SSL_SESSION *sessions[4];

    (void)state;
    for (int i = 0; i < 4; i++) {
        sessions[i] = with_id("abcd"[i], 100 * (i + 1));
        SSL_CTX_add_session(ctx, sessions[i]);
    }
    SSL_CTX_flush_sessions(ctx, 1100);
    assert_string_equal(removed, "");
    SSL_CTX_flush_sessions(ctx, 1101);
    assert_string_equal(removed, "a");
    /* A new time moves a session within the cache. */
    SSL_SESSION_set_time(sessions[3], 1);
    SSL_SESSION_set_timeout(sessions[1], 1000);
    SSL_CTX_flush_sessions(ctx, 1301);
    assert_string_equal(removed, "adc");
    /* The longest timeout never ends. */
    SSL_SESSION_set_timeout(sessions[1], LONG_MAX);
    SSL_CTX_flush_sessions(ctx, LONG_MAX);
    assert_string_equal(removed, "adc");
    SSL_CTX_flush_sessions(ctx, 0);
    assert_string_equal(removed, "adcb");
    assert_int_equal(SSL_CTX_sess_number(ctx), 0);
    for (int i = 0; i < 4; i++)
        SSL_SESSION_free(sessions[i]);
    SSL_CTX_free(ctx);
}

static void the_update_time_mode_makes_them_young(void **state) {
    SSL_CTX *ctx = caching_ctx();
    SSL_SESSION *session = with_id('a', 100);

    (void)state;
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_UPDATE_TIME);
    SSL_CTX_add_session(ctx, session);
    assert_true(SSL_SESSION_get_time(session) > 1000000);
    SSL_CTX_flush_sessions(ctx, (long)time(NULL));
    assert_string_equal(removed, "");
    SSL_SESSION_free(session);
    SSL_CTX_free(ctx);
}

static void null_is_survived(void **state) {
    (void)state;
    SSL_SESSION_free(NULL);
    assert_int_equal(SSL_SESSION_get_time(NULL), 0);
    assert_int_equal(SSL_SESSION_get_timeout(NULL), 0);
    assert_int_equal(SSL_SESSION_set_time(NULL, 1), 0);
    assert_int_equal(SSL_SESSION_set_timeout(NULL, 1), 0);
    assert_int_equal(SSL_CTX_set_timeout(NULL, 1), 0);
    assert_int_equal(SSL_CTX_get_timeout(NULL), 0);
    assert_int_equal(i2d_SSL_SESSION(NULL, NULL), 0);
}

static const struct CMUnitTest cases[] = {
    CASE(a_new_session_says_little),
    CASE(what_was_set_is_said),
    CASE(what_was_set_can_be_taken_back),
    CASE(too_long_is_refused),
    CASE(der_is_this),
    CASE(der_is_allocated_on_demand),
    CASE(der_is_read),
    CASE(broken_der_is_refused),
    CASE(pem_goes_round),
    CASE(pem_goes_through_a_file),
    CASE(text_is_this),
    CASE(extra_data_has_its_callbacks),
    CASE(the_cache_counts_references),
    CASE(freeing_the_context_removes_what_is_left),
    CASE(a_session_without_id_cannot_be_removed),
    CASE(the_limit_drops_those_that_expire_first),
    CASE(flushing_goes_by_time),
    CASE(the_update_time_mode_makes_them_young),
    CASE(null_is_survived),
};

CASES_MAIN(cases)
