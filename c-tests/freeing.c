/* Freeing runs functions of the application, which call back into the library: on the object
 * that frees a part of itself, from each place where that happens. No call waits for a lock that
 * its caller holds, and none finds the object in use. */
#include "harness.h"

#include <openssl/ct.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>

enum kind { OF_SSL, OF_CTX, OF_SESSION, OF_X509, OF_STORE, OF_KEY, OF_BIO, KINDS };

static const int classes[KINDS] = {CRYPTO_EX_INDEX_SSL,         CRYPTO_EX_INDEX_SSL_CTX,
                                   CRYPTO_EX_INDEX_SSL_SESSION, CRYPTO_EX_INDEX_X509,
                                   CRYPTO_EX_INDEX_X509_STORE,  CRYPTO_EX_INDEX_EVP_PKEY,
                                   CRYPTO_EX_INDEX_BIO};

/* The objects that the functions call back into; NULL for none. */
static SSL_CTX *used_ctx;
static SSL *used_ssl;
static SSL_SESSION *used_session;
/* Whether they also make a connection. OpenSSL shares certificates, keys and stores with it, also
 * those that it is freeing. */
static int connects;
static int armed, inside, freed[KINDS];

static void use_context(SSL_CTX *ctx) {
    unsigned char keys[80];
    STACK_OF(X509) *chain = NULL;
    X509_STORE *store = NULL;
    uint64_t options = SSL_CTX_get_options(ctx);

    SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_clear_options(ctx, ~options & SSL_OP_NO_RENEGOTIATION);
    assert_true(SSL_CTX_get_options(ctx) == options);
    SSL_CTX_set_verify(ctx, SSL_CTX_get_verify_mode(ctx), SSL_CTX_get_verify_callback(ctx));
    SSL_CTX_set_info_callback(ctx, SSL_CTX_get_info_callback(ctx));
    SSL_CTX_set_timeout(ctx, 1234);
    assert_int_equal(SSL_CTX_get_timeout(ctx), 1234);
    SSL_CTX_sess_set_cache_size(ctx, SSL_CTX_sess_get_cache_size(ctx));
    SSL_CTX_sess_number(ctx);
    SSL_CTX_flush_sessions(ctx, 1);
    assert_non_null(SSL_CTX_sessions(ctx));
    SSL_CTX_get0_certificate(ctx);
    SSL_CTX_get0_privatekey(ctx);
    SSL_CTX_get0_chain_certs(ctx, &chain);
    SSL_CTX_get_extra_chain_certs(ctx, &chain);
    SSL_CTX_get_cert_store(ctx);
    SSL_CTX_get0_verify_cert_store(ctx, &store);
    SSL_CTX_get0_chain_cert_store(ctx, &store);
    SSL_CTX_get0_CA_list(ctx);
    SSL_CTX_get_client_CA_list(ctx);
    SSL_CTX_get0_ctlog_store(ctx);
    SSL_CTX_get_tlsext_ticket_keys(ctx, keys, sizeof(keys));
    assert_int_equal(SSL_CTX_set_cipher_list(ctx, "HIGH"), 1);
    assert_int_equal(SSL_CTX_set_alpn_protos(ctx, (const unsigned char *)"\2h2", 3), 0);
}

static void use_connection(SSL *ssl) {
    unsigned char random[32];
    uint64_t options = SSL_get_options(ssl);

    SSL_set_options(ssl, SSL_OP_NO_RENEGOTIATION);
    SSL_clear_options(ssl, ~options & SSL_OP_NO_RENEGOTIATION);
    assert_true(SSL_get_options(ssl) == options);
    SSL_set_verify(ssl, SSL_get_verify_mode(ssl), SSL_get_verify_callback(ssl));
    assert_non_null(SSL_get_SSL_CTX(ssl));
    SSL_get_session(ssl);
    SSL_get_certificate(ssl);
    SSL_get_privatekey(ssl);
    SSL_get_state(ssl);
    SSL_get_version(ssl);
    SSL_get_verify_result(ssl);
    SSL_get0_verified_chain(ssl);
    SSL_get_client_random(ssl, random, sizeof(random));
    SSL_get_rbio(ssl);
    SSL_get_wbio(ssl);
    SSL_get_shutdown(ssl);
    assert_int_equal(SSL_set_tlsext_host_name(ssl, "localhost"), 1);
    assert_int_equal(SSL_set_alpn_protos(ssl, (const unsigned char *)"\2h2", 3), 0);
}

static void use_session(SSL_SESSION *session) {
    long timeout = SSL_SESSION_get_timeout(session);

    assert_int_equal(SSL_SESSION_set_timeout(session, timeout), 1);
    SSL_SESSION_get0_peer(session);
    SSL_SESSION_is_resumable(session);
}

/* From another thread, which nobody's lock lets in but a free one. */
static void *use_from_a_thread(void *ssl) {
    use_connection(ssl);
    OPENSSL_thread_stop();
    return NULL;
}

static void call_back(void) {
    pthread_t thread;
    SSL *another;

    if (inside)
        return;
    inside = 1;
    if (used_ctx != NULL)
        use_context(used_ctx);
    if (used_ssl != NULL) {
        use_connection(used_ssl);
        assert_int_equal(pthread_create(&thread, NULL, use_from_a_thread, used_ssl), 0);
        pthread_join(thread, NULL);
    }
    if (used_session != NULL)
        use_session(used_session);
    if (used_ctx != NULL && connects) {
        another = SSL_new(used_ctx);
        assert_non_null(another);
        SSL_free(another);
    }
    inside = 0;
}

static void on_free(void *parent, void *value, CRYPTO_EX_DATA *data, int index, long kind,
                    void *argument) {
    (void)parent;
    (void)value;
    (void)data;
    (void)index;
    (void)argument;
    if (!armed)
        return;
    freed[kind]++;
    call_back();
}

static void on_new(void *parent, void *value, CRYPTO_EX_DATA *data, int index, long kind,
                   void *argument) {
    (void)parent;
    (void)value;
    (void)data;
    (void)index;
    (void)kind;
    (void)argument;
    if (armed)
        call_back();
}

static X509 *fresh_cert(enum identity id) {
    return X509_dup(identity_cert(id));
}

/* A context that has the only references to its certificate and key. */
static SSL_CTX *own_context(void) {
    SSL_CTX *ctx = bare_context(TLS_server_method(), 0);
    X509 *cert = fresh_cert(SERVER_EC);
    EVP_PKEY *key = EVP_PKEY_dup(identity_key(SERVER_EC));

    assert_int_equal(SSL_CTX_use_certificate(ctx, cert), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(ctx, key), 1);
    X509_free(cert);
    EVP_PKEY_free(key);
    return ctx;
}

static void certificate(struct pair *pair) {
    (void)pair;
    armed = 1;
    assert_int_equal(SSL_CTX_use_certificate(used_ctx, identity_cert(SERVER_EC)), 1);
}

static void private_key(struct pair *pair) {
    (void)pair;
    armed = 1;
    assert_int_equal(SSL_CTX_use_PrivateKey(used_ctx, identity_key(SERVER_EC)), 1);
}

static void both(struct pair *pair) {
    (void)pair;
    armed = 1;
    assert_int_equal(SSL_CTX_use_cert_and_key(used_ctx, identity_cert(SERVER_EC),
                                              identity_key(SERVER_EC), NULL, 1),
                     1);
}

static void certificate_file(struct pair *pair) {
    (void)pair;
    armed = 1;
    assert_int_equal(
        SSL_CTX_use_certificate_chain_file(used_ctx, identity_chain_file(SERVER_BELOW)), 1);
    assert_int_equal(
        SSL_CTX_use_certificate_chain_file(used_ctx, identity_chain_file(SERVER_BELOW)), 1);
}

static void chain(struct pair *pair) {
    STACK_OF(X509) *chain = sk_X509_new_null();

    (void)pair;
    sk_X509_push(chain, fresh_cert(INTERMEDIATE));
    assert_int_equal(SSL_CTX_set0_chain(used_ctx, chain), 1);
    assert_int_equal(SSL_CTX_add0_chain_cert(used_ctx, fresh_cert(CA)), 1);
    armed = 1;
    assert_int_equal(SSL_CTX_clear_chain_certs(used_ctx), 1);
}

static void extra_chain(struct pair *pair) {
    (void)pair;
    SSL_CTX_add_extra_chain_cert(used_ctx, fresh_cert(INTERMEDIATE));
    SSL_CTX_add_extra_chain_cert(used_ctx, fresh_cert(CA));
    armed = 1;
    SSL_CTX_clear_extra_chain_certs(used_ctx);
}

static void store(struct pair *pair) {
    (void)pair;
    armed = 1;
    SSL_CTX_set_cert_store(used_ctx, X509_STORE_new());
}

static void other_stores(struct pair *pair) {
    (void)pair;
    SSL_CTX_set0_verify_cert_store(used_ctx, X509_STORE_new());
    SSL_CTX_set0_chain_cert_store(used_ctx, X509_STORE_new());
    armed = 1;
    SSL_CTX_set0_verify_cert_store(used_ctx, X509_STORE_new());
    SSL_CTX_set0_chain_cert_store(used_ctx, NULL);
}

static void configured_store(struct pair *pair) {
    SSL_CONF_CTX *conf = SSL_CONF_CTX_new();

    (void)pair;
    SSL_CONF_CTX_set_flags(conf, SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_SERVER |
                                     SSL_CONF_FLAG_CERTIFICATE | SSL_CONF_FLAG_SHOW_ERRORS);
    SSL_CONF_CTX_set_ssl_ctx(conf, used_ctx);
    armed = 1;
    for (int i = 0; i < 2; i++)
        assert_int_equal(SSL_CONF_cmd(conf, "VerifyCAFile", identity_chain_file(CA)), 2);
    for (int i = 0; i < 2; i++)
        assert_int_equal(SSL_CONF_cmd(conf, "RequestCAFile", identity_chain_file(CA)), 2);
    SSL_CONF_CTX_free(conf);
}

static void dh_parameters(struct pair *pair) {
    EVP_PKEY_CTX *maker = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL);
    EVP_PKEY *key = NULL, *other;

    (void)pair;
    EVP_PKEY_keygen_init(maker);
    EVP_PKEY_CTX_ctrl_str(maker, "group", "ffdhe2048");
    assert_int_equal(EVP_PKEY_generate(maker, &key), 1);
    EVP_PKEY_CTX_free(maker);
    other = EVP_PKEY_dup(key);
    assert_int_equal(SSL_CTX_set0_tmp_dh_pkey(used_ctx, key), 1);
    armed = 1;
    assert_int_equal(SSL_CTX_set0_tmp_dh_pkey(used_ctx, other), 1);
}

/* Reading logs makes keys. */
static void logs(struct pair *pair) {
    unsigned char *der = NULL, key[256];
    char list[512];
    const char *path;
    int length = i2d_PUBKEY(identity_key(CA), &der);

    (void)pair;
    EVP_EncodeBlock(key, der, length);
    OPENSSL_free(der);
    length = snprintf(list, sizeof(list),
                      "enabled_logs = first\n[first]\ndescription = A log\nkey = %s\n", key);
    path = temporary_file("logs", list, (size_t)length);
    armed = 1;
    assert_int_equal(SSL_CTX_set_ctlog_list_file(used_ctx, path), 1);
    SSL_CTX_set0_ctlog_store(used_ctx, CTLOG_STORE_new());
}

static SSL_SESSION *session_with_id(unsigned char number) {
    SSL_SESSION *session = SSL_SESSION_new();
    unsigned char id[32] = {number};

    SSL_SESSION_set_protocol_version(session, TLS1_2_VERSION);
    assert_int_equal(SSL_SESSION_set1_id(session, id, sizeof(id)), 1);
    SSL_SESSION_set_time(session, (long)time(NULL) + number);
    return session;
}

static void add_session(SSL_CTX *ctx, unsigned char number) {
    SSL_SESSION *session = session_with_id(number);

    assert_int_equal(SSL_CTX_add_session(ctx, session), 1);
    SSL_SESSION_free(session);
}

static void replaced_session(struct pair *pair) {
    (void)pair;
    add_session(used_ctx, 1);
    armed = 1;
    add_session(used_ctx, 1);
}

static void removed_session(struct pair *pair) {
    SSL_SESSION *same = session_with_id(1);

    (void)pair;
    add_session(used_ctx, 1);
    armed = 1;
    assert_int_equal(SSL_CTX_remove_session(used_ctx, same), 1);
    armed = 0;
    SSL_SESSION_free(same);
}

static void flushed_sessions(struct pair *pair) {
    (void)pair;
    for (unsigned char number = 1; number < 5; number++)
        add_session(used_ctx, number);
    armed = 1;
    SSL_CTX_flush_sessions(used_ctx, 0);
}

static void crowded_out_sessions(struct pair *pair) {
    (void)pair;
    SSL_CTX_sess_set_cache_size(used_ctx, 3);
    armed = 1;
    for (unsigned char number = 1; number < 8; number++)
        add_session(used_ctx, number);
}

static void whole_context(struct pair *pair) {
    SSL_CTX *ctx = own_context();

    (void)pair;
    add_session(ctx, 1);
    armed = 1;
    SSL_CTX_free(ctx);
}

static void context_of_a_connection(struct pair *pair) {
    SSL_CTX *ctx = own_context();

    used_ssl = SSL_new(pair->server_ctx);
    assert_ptr_equal(SSL_set_SSL_CTX(used_ssl, ctx), ctx);
    SSL_CTX_free(ctx);
    armed = 1;
    assert_ptr_equal(SSL_set_SSL_CTX(used_ssl, pair->server_ctx), pair->server_ctx);
    armed = 0;
    SSL_free(used_ssl);
}

static void certificates_of_a_connection(struct pair *pair) {
    X509 *cert = fresh_cert(SERVER_EC);
    EVP_PKEY *key = EVP_PKEY_dup(identity_key(SERVER_EC));

    used_ssl = SSL_new(pair->server_ctx);
    assert_int_equal(SSL_use_certificate(used_ssl, cert), 1);
    assert_int_equal(SSL_use_PrivateKey(used_ssl, key), 1);
    X509_free(cert);
    EVP_PKEY_free(key);
    SSL_set0_verify_cert_store(used_ssl, X509_STORE_new());
    armed = 1;
    assert_int_equal(SSL_use_certificate(used_ssl, identity_cert(SERVER_EC)), 1);
    assert_int_equal(SSL_use_PrivateKey(used_ssl, identity_key(SERVER_EC)), 1);
    SSL_set0_verify_cert_store(used_ssl, X509_STORE_new());
    SSL_certs_clear(used_ssl);
    armed = 0;
    SSL_free(used_ssl);
}

static void session_of_a_connection(struct pair *pair) {
    SSL_SESSION *session = session_with_id(1);

    used_ssl = SSL_new(pair->client_ctx);
    assert_int_equal(SSL_set_session(used_ssl, session), 1);
    SSL_SESSION_free(session);
    armed = 1;
    assert_int_equal(SSL_set_session(used_ssl, NULL), 1);
    armed = 0;
    SSL_free(used_ssl);
}

static void bios_of_a_connection(struct pair *pair) {
    used_ssl = SSL_new(pair->client_ctx);
    SSL_set_bio(used_ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    armed = 1;
    SSL_set0_rbio(used_ssl, BIO_new(BIO_s_mem()));
    SSL_set0_wbio(used_ssl, BIO_new(BIO_s_mem()));
    SSL_set_bio(used_ssl, NULL, NULL);
    armed = 0;
    SSL_free(used_ssl);
}

/* The peer's certificates are parsed, shown and freed with the session. */
static void peer_of_a_connection(struct pair *pair) {
    pair_open(pair, MEMORY);
    used_ssl = pair->client;
    armed = 1;
    assert_true(pair_handshake(pair));
    assert_non_null(SSL_get0_peer_certificate(pair->client));
    assert_non_null(SSL_get_peer_cert_chain(pair->client));
    assert_non_null(SSL_get0_verified_chain(pair->client));
    assert_int_equal(SSL_clear(pair->client), 1);
    assert_int_equal(SSL_set_session(pair->client, NULL), 1);
    used_ssl = NULL;
    pair_close(pair);
}

static void next_handshake_of_a_connection(struct pair *pair) {
    pair_connect(pair, MEMORY);
    used_ssl = pair->client;
    SSL_set_shutdown(pair->client, SSL_SENT_SHUTDOWN);
    SSL_clear(pair->client);
    SSL_set_session(pair->client, NULL);
    SSL_free(pair->server);
    pair->server = pair->peer = SSL_new(pair->server_ctx);
    SSL_set_accept_state(pair->server);
    armed = 1;
    pair_wire(pair, MEMORY);
    assert_true(pair_handshake(pair));
}

/* Gives the connection another certificate, and then another key, while the handshake has them. */
static int on_certificate(SSL *ssl, void *argument) {
    (void)argument;
    for (int i = 0; i < 2; i++) {
        X509 *cert = fresh_cert(SERVER_EC);
        EVP_PKEY *key = EVP_PKEY_dup(identity_key(SERVER_EC));

        assert_int_equal(SSL_use_certificate(ssl, cert), 1);
        assert_int_equal(SSL_use_PrivateKey(ssl, key), 1);
        X509_free(cert);
        EVP_PKEY_free(key);
    }
    return 1;
}

static void key_in_a_handshake(struct pair *pair) {
    SSL_CTX_set_cert_cb(pair->server_ctx, on_certificate, NULL);
    pair_open(pair, MEMORY);
    used_ssl = pair->server;
    armed = 1;
    assert_true(pair_handshake(pair));
    SSL_certs_clear(pair->server);
    assert_int_equal(SSL_clear(pair->server), 1);
    used_ssl = NULL;
    pair_close(pair);
}

static SSL_CTX *other_ctx;

static int on_server_name(SSL *ssl, int *alert, void *argument) {
    (void)alert;
    (void)argument;
    if (other_ctx != NULL) {
        SSL_set_SSL_CTX(ssl, other_ctx);
        SSL_CTX_free(other_ctx);
        other_ctx = NULL;
    }
    return SSL_TLSEXT_ERR_OK;
}

static void context_in_a_handshake(struct pair *pair) {
    other_ctx = own_context();
    SSL_CTX_set_tlsext_servername_callback(pair->server_ctx, on_server_name);
    pair_open(pair, MEMORY);
    used_ssl = pair->server;
    armed = 1;
    assert_true(pair_handshake(pair));
    SSL_set_SSL_CTX(pair->server, pair->server_ctx);
    SSL_clear(pair->server);
    used_ssl = NULL;
    pair_close(pair);
}

/* The next context, which has the callbacks that go on to the one after it. Nobody but the call
 * that runs them has the one that they belong to. */
static void hop(SSL *ssl);
static int hops;

static int hop_at_hello(SSL *ssl, int *alert, void *argument) {
    (void)alert, (void)argument;
    hop(ssl);
    return SSL_CLIENT_HELLO_SUCCESS;
}

static int hop_at_name(SSL *ssl, int *alert, void *argument) {
    (void)alert, (void)argument;
    hop(ssl);
    return SSL_TLSEXT_ERR_OK;
}

static void hop_at_the_ends(const SSL *ssl, int where, int ret) {
    (void)ret;
    if (where == SSL_CB_HANDSHAKE_START || where == SSL_CB_HANDSHAKE_DONE)
        hop((SSL *)ssl);
}

static void hop(SSL *ssl) {
    SSL_CTX *next = own_context();

    SSL_CTX_set_client_hello_cb(next, hop_at_hello, NULL);
    SSL_CTX_set_tlsext_servername_callback(next, hop_at_name);
    SSL_CTX_set_info_callback(next, hop_at_the_ends);
    assert_ptr_equal(SSL_set_SSL_CTX(ssl, next), next);
    SSL_CTX_free(next);
    hops++;
}

static void contexts_in_a_handshake(struct pair *pair) {
    pair_open(pair, MEMORY);
    hop(pair->server);
    used_ssl = pair->server;
    hops = 0;
    armed = 1;
    assert_true(pair_handshake(pair));
    assert_true(hops >= 4);
    SSL_set_SSL_CTX(pair->server, pair->server_ctx);
    SSL_clear(pair->server);
    used_ssl = NULL;
    pair_close(pair);
}

/* The session that the bytes are read into had a peer's certificate. */
static void peer_of_a_session(struct pair *pair) {
    SSL_SESSION *plain = session_with_id(1);
    unsigned char der[512], whole[4096], *at;
    const unsigned char *from = whole;
    int length;

    pair_connect(pair, MEMORY);
    at = whole;
    length = i2d_SSL_SESSION(SSL_get0_session(pair->client), &at);
    assert_in_range(length, 1, sizeof(whole));
    used_session = d2i_SSL_SESSION(NULL, &from, length);
    pair_close(pair);
    assert_non_null(SSL_SESSION_get0_peer(used_session));
    SSL_SESSION_set_cipher(plain, sk_SSL_CIPHER_value(SSL_CTX_get_ciphers(pair->server_ctx), 0));
    assert_int_equal(SSL_SESSION_set1_master_key(plain, whole, 48), 1);
    at = der;
    from = der;
    length = i2d_SSL_SESSION(plain, &at);
    SSL_SESSION_free(plain);
    armed = 1;
    assert_ptr_equal(d2i_SSL_SESSION(&used_session, &from, length), used_session);
    armed = 0;
    assert_null(SSL_SESSION_get0_peer(used_session));
    SSL_SESSION_free(used_session);
}

static void connection(struct pair *pair) {
    SSL *ssl = SSL_new(pair->client_ctx);

    armed = 1;
    SSL_free(ssl);
}

static const struct {
    const char *name;
    void (*let_go)(struct pair *);
    enum kind kind; /* at least one of which is freed */
    int connects;
    int on_own_context; /* is about one with certificate and key of its own, not about the pair's */
} rows[] = {
    {"SSL_CTX_use_certificate", certificate, OF_X509, 0, 1},
    {"SSL_CTX_use_PrivateKey", private_key, OF_KEY, 0, 1},
    {"SSL_CTX_use_cert_and_key", both, OF_X509, 0, 1},
    {"SSL_CTX_use_cert_and_key, the key", both, OF_KEY, 0, 1},
    {"SSL_CTX_use_certificate_chain_file", certificate_file, OF_X509, 0, 1},
    {"SSL_CTX_clear_chain_certs", chain, OF_X509, 0, 1},
    {"SSL_CTX_clear_extra_chain_certs", extra_chain, OF_X509, 0, 1},
    {"SSL_CTX_set_cert_store", store, OF_STORE, 0, 1},
    {"SSL_CTX_set0_verify_cert_store", other_stores, OF_STORE, 0, 1},
    {"SSL_CONF_cmd, a store", configured_store, OF_X509, 0, 1},
    {"SSL_CTX_set0_tmp_dh_pkey", dh_parameters, OF_KEY, 0, 1},
    {"SSL_CTX_set0_ctlog_store", logs, OF_KEY, 0, 1},
    {"SSL_CTX_add_session, the same id", replaced_session, OF_SESSION, 1, 1},
    {"SSL_CTX_remove_session", removed_session, OF_SESSION, 1, 1},
    {"SSL_CTX_flush_sessions", flushed_sessions, OF_SESSION, 1, 1},
    {"SSL_CTX_add_session, a full cache", crowded_out_sessions, OF_SESSION, 1, 1},
    {"SSL_CTX_free", whole_context, OF_CTX, 1, 1},
    {"SSL_CTX_free, its key", whole_context, OF_KEY, 1, 1},
    {"SSL_CTX_free, its store", whole_context, OF_STORE, 1, 1},
    {"SSL_CTX_free, its session", whole_context, OF_SESSION, 1, 1},
    {"SSL_set_SSL_CTX", context_of_a_connection, OF_CTX, 1, 0},
    {"SSL_use_certificate", certificates_of_a_connection, OF_X509, 1, 0},
    {"SSL_use_PrivateKey", certificates_of_a_connection, OF_KEY, 1, 0},
    {"SSL_set0_verify_cert_store", certificates_of_a_connection, OF_STORE, 1, 0},
    {"SSL_set_session", session_of_a_connection, OF_SESSION, 1, 0},
    {"SSL_set_bio", bios_of_a_connection, OF_BIO, 1, 0},
    {"a handshake, the peer", peer_of_a_connection, OF_X509, 0, 0},
    {"a handshake, the session", peer_of_a_connection, OF_SESSION, 0, 0},
    {"another handshake", next_handshake_of_a_connection, OF_X509, 0, 0},
    {"another key in a handshake", key_in_a_handshake, OF_KEY, 0, 0},
    {"another certificate in a handshake", key_in_a_handshake, OF_X509, 0, 0},
    {"another context in a handshake", context_in_a_handshake, OF_CTX, 0, 0},
    {"another context in each callback", contexts_in_a_handshake, OF_CTX, 0, 0},
    {"d2i_SSL_SESSION", peer_of_a_session, OF_X509, 0, 0},
    {"SSL_free", connection, OF_SSL, 1, 0},
};

static void functions_for_what_is_freed_call_back(void **state) {
    struct pair *pair = *state;
    int version = pair->version, differ = 0;

    for (int kind = 0; kind < KINDS; kind++)
        assert_true(CRYPTO_get_ex_new_index(classes[kind], kind, NULL, on_new, NULL, on_free) >= 0);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        memset(freed, 0, sizeof(freed));
        used_ctx = rows[i].on_own_context ? own_context() : pair->server_ctx;
        used_ssl = NULL;
        used_session = NULL;
        connects = rows[i].connects;
        ERR_clear_error();
        alarm(60);
        rows[i].let_go(pair);
        armed = 0;
        alarm(0);
        if (ERR_peek_error() != 0) {
            print_error("%s: an error is left\n", rows[i].name);
            ERR_print_errors_fp(stderr);
            differ++;
        }
        if (freed[rows[i].kind] == 0) {
            print_error("%s: nothing of the kind was freed\n", rows[i].name);
            differ++;
        }
        if (rows[i].on_own_context)
            SSL_CTX_free(used_ctx);
        pair_destroy(pair);
        *state = pair = pair_create(version, 0);
    }
    assert_int_equal(differ, 0);
}

static const struct CMUnitTest cases[] = {
    CASE_VERSIONS(functions_for_what_is_freed_call_back),
};

CASES_MAIN(cases)
