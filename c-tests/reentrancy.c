/* Callbacks call back into the library: on their own connection, its context, and on others. */
#include "harness.h"

enum callback {
    INFO,
    MSG,
    KEYLOG,
    VERIFY,
    CERT_VERIFY,
    CERT,
    ALPN,
    SERVERNAME,
    CLIENT_HELLO,
    NEW_SESSION,
    TICKET,
    CALLBACKS
};

static int entered[CALLBACKS], nested, inside;
static struct pair *outer;

/* What a callback might ask of its connection, and change. */
static void use(const SSL *constant) {
    SSL *ssl = (SSL *)constant;
    SSL_CTX *ctx = SSL_get_SSL_CTX(ssl);
    unsigned char random[32];
    char byte;

    assert_int_equal(SSL_up_ref(ssl), 1);
    SSL_free(ssl);
    assert_int_equal(SSL_CTX_up_ref(ctx), 1);
    SSL_CTX_free(ctx);
    if (SSL_get_session(ssl) != NULL) /* OpenSSL looks for the group there, without asking */
        SSL_get_negotiated_group(ssl);
    SSL_SESSION_free(SSL_get1_session(ssl));
    SSL_get_verify_result(ssl);
    SSL_get_version(ssl);
    SSL_get_current_cipher(ssl);
    SSL_get_pending_cipher(ssl);
    SSL_get_ciphers(ssl);
    SSL_get0_peer_certificate(ssl);
    SSL_get_peer_cert_chain(ssl);
    SSL_get0_verified_chain(ssl);
    SSL_get_certificate(ssl);
    SSL_get_privatekey(ssl);
    SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    SSL_get_client_random(ssl, random, 32);
    SSL_get_server_random(ssl, random, 32);
    SSL_session_reused(ssl);
    SSL_state_string_long(ssl);
    SSL_get_state(ssl);
    SSL_in_init(ssl);
    SSL_get_shutdown(ssl);
    SSL_pending(ssl);
    SSL_has_pending(ssl);
    SSL_want(ssl);
    SSL_get_rbio(ssl);
    SSL_get_wbio(ssl);
    SSL_get_fd(ssl);
    ERR_clear_error();
    SSL_get_error(ssl, -1);
    SSL_set_ex_data(ssl, 0, &byte);
    assert_ptr_equal(SSL_get_ex_data(ssl, 0), &byte);
    SSL_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE);
    SSL_set_options(ssl, SSL_OP_NO_RENEGOTIATION);
    SSL_set_verify_depth(ssl, 5);
    SSL_CTX_set_timeout(ctx, 1000);
    SSL_CTX_sess_number(ctx);
    SSL_CTX_get_options(ctx);
    SSL_CTX_set_read_ahead(ctx, 0);
}

/* A whole connection of its own, over the same contexts. */
static void connect_another(void) {
    struct pair other = pair_beside(outer);

    if (inside || nested > 40)
        return;
    inside = 1;
    nested++;
    pair_open(&other, MEMORY);
    assert_true(pair_handshake(&other));
    pair_exchange(other.client, other.server, "within");
    SSL_shutdown(other.client);
    SSL_shutdown(other.server);
    pair_close(&other);
    inside = 0;
}

static void enter(enum callback which, const SSL *ssl) {
    entered[which]++;
    use(ssl);
    connect_another();
}

static void on_info(const SSL *ssl, int where, int ret) {
    (void)where;
    (void)ret;
    enter(INFO, ssl);
}

static void on_msg(int sent, int version, int type, const void *data, size_t length, SSL *ssl,
                   void *argument) {
    (void)sent;
    (void)version;
    (void)type;
    (void)data;
    (void)length;
    (void)argument;
    enter(MSG, ssl);
}

static void on_keylog(const SSL *ssl, const char *line) {
    (void)line;
    enter(KEYLOG, ssl);
}

static int on_verify(int ok, X509_STORE_CTX *store) {
    enter(VERIFY, X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    return ok;
}

static int on_cert_verify(X509_STORE_CTX *store, void *argument) {
    (void)argument;
    enter(CERT_VERIFY, X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    return X509_verify_cert(store);
}

static int on_cert(SSL *ssl, void *argument) {
    (void)argument;
    enter(CERT, ssl);
    return 1;
}

static int on_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_length,
                   const unsigned char *in, unsigned length, void *argument) {
    (void)argument;
    (void)length;
    enter(ALPN, ssl);
    *out = in + 1;
    *out_length = in[0];
    return SSL_TLSEXT_ERR_OK;
}

static int on_server_name(SSL *ssl, int *alert, void *argument) {
    (void)alert;
    (void)argument;
    enter(SERVERNAME, ssl);
    return SSL_TLSEXT_ERR_OK;
}

static int on_client_hello(SSL *ssl, int *alert, void *argument) {
    (void)alert;
    (void)argument;
    enter(CLIENT_HELLO, ssl);
    return SSL_CLIENT_HELLO_SUCCESS;
}

static int on_new_session(SSL *ssl, SSL_SESSION *session) {
    SSL_CTX_remove_session(SSL_get_SSL_CTX(ssl), session);
    enter(NEW_SESSION, ssl);
    return 0;
}

static int on_ticket(SSL *ssl, void *argument) {
    (void)argument;
    enter(TICKET, ssl);
    return 1;
}

static void everything_watched(struct pair *pair) {
    static const unsigned char protocols[] = "\x02h2";

    memset(entered, 0, sizeof(entered));
    nested = inside = 0;
    outer = pair;
    SSL_CTX_set_num_tickets(pair->server_ctx, 1);
    SSL_CTX_set_session_id_context(pair->server_ctx, (const unsigned char *)"r", 1);
    SSL_CTX_set_alpn_protos(pair->client_ctx, protocols, 3);
    SSL_CTX_set_session_cache_mode(pair->client_ctx, SSL_SESS_CACHE_CLIENT);
}

static void one_at_a_time(void **state) {
    struct pair *pair = *state;

    everything_watched(pair);
    SSL_CTX_set_keylog_callback(pair->subject_ctx, on_keylog);
    pair_connect(pair, MEMORY);
    SSL_CTX_set_keylog_callback(pair->subject_ctx, NULL);
    SSL_CTX_set_cert_cb(pair->server_ctx, on_cert, NULL);
    pair_connect(pair, MEMORY);
    SSL_CTX_set_cert_cb(pair->server_ctx, NULL, NULL);
    SSL_CTX_set_alpn_select_cb(pair->server_ctx, on_alpn, NULL);
    pair_connect(pair, MEMORY);
    SSL_CTX_set_tlsext_servername_callback(pair->server_ctx, on_server_name);
    pair_connect(pair, MEMORY);
    SSL_CTX_set_tlsext_servername_callback(pair->server_ctx, NULL);
    SSL_CTX_set_client_hello_cb(pair->server_ctx, on_client_hello, NULL);
    pair_connect(pair, MEMORY);
    SSL_CTX_set_client_hello_cb(pair->server_ctx, NULL, NULL);
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_PEER, on_verify);
    pair_connect(pair, MEMORY);
    SSL_CTX_set_cert_verify_callback(pair->client_ctx, on_cert_verify, NULL);
    pair_connect(pair, MEMORY);
    SSL_CTX_set_session_ticket_cb(pair->server_ctx, on_ticket, NULL, NULL);
    pair_connect(pair, MEMORY);
    SSL_CTX_sess_set_new_cb(pair->client_ctx, on_new_session);
    pair_connect(pair, MEMORY);
    pair_exchange(pair->server, pair->client, "with the ticket before it");
    for (int i = KEYLOG; i < CALLBACKS; i++)
        assert_true(entered[i] > 0);
    assert_true(nested >= 8);
}

static void all_at_once(void **state) {
    struct pair *pair = *state;

    everything_watched(pair);
    SSL_CTX_set_info_callback(pair->subject_ctx, on_info);
    SSL_CTX_set_msg_callback(pair->subject_ctx, on_msg);
    SSL_CTX_set_keylog_callback(pair->subject_ctx, on_keylog);
    SSL_CTX_set_cert_cb(pair->server_ctx, on_cert, NULL);
    SSL_CTX_set_alpn_select_cb(pair->server_ctx, on_alpn, NULL);
    SSL_CTX_set_tlsext_servername_callback(pair->server_ctx, on_server_name);
    SSL_CTX_set_client_hello_cb(pair->server_ctx, on_client_hello, NULL);
    SSL_CTX_set_verify(pair->client_ctx, SSL_VERIFY_PEER, on_verify);
    SSL_CTX_set_session_ticket_cb(pair->server_ctx, on_ticket, NULL, NULL);
    SSL_CTX_sess_set_new_cb(pair->client_ctx, on_new_session);
    pair_connect(pair, MEMORY);
    pair_exchange(pair->server, pair->client, "with the ticket before it");
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_true(entered[INFO] > 0 && entered[MSG] > 0);
    assert_true(nested > 0);
}

/* The info callback hears of the alert while SSL_shutdown() is at work, and asks about it. */
static int flags_seen;

static void on_alert(const SSL *ssl, int where, int ret) {
    (void)ret;
    if ((where & SSL_CB_WRITE_ALERT) == SSL_CB_WRITE_ALERT)
        flags_seen = SSL_get_shutdown(ssl);
}

static void the_flags_within_shutdown(void **state) {
    struct pair *pair = *state;

    flags_seen = -1;
    pair_connect(pair, MEMORY);
    SSL_set_info_callback(pair->subject, on_alert);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_int_equal(flags_seen, SSL_SENT_SHUTDOWN);
}

/* A callback may write on the other endpoint, and read from it. */
static void on_close_alert(const SSL *ssl, int where, int ret) {
    (void)ssl;
    (void)ret;
    if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT)
        assert_int_equal(SSL_shutdown(outer->peer), 0);
}

static void another_connection_is_closed_within_a_callback(void **state) {
    struct pair *pair = *state;
    SSL *third;

    outer = pair;
    pair_connect(pair, MEMORY);
    third = SSL_new(pair->client_ctx);
    SSL_set_info_callback(pair->subject, on_close_alert);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    SSL_set_shutdown(pair->peer, 0);
    expect_closed(pair->subject);
    SSL_free(third);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(one_at_a_time),
    CASE_ALL(all_at_once),
    CASE_ALL(the_flags_within_shutdown),
    CASE_ALL(another_connection_is_closed_within_a_callback),
};

CASES_MAIN(cases)
