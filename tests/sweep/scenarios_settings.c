/* Getters of settings with ordinary and unusual values, inherited or not. */
#include "scenarios.h"

#include <stdlib.h>

static int own_verify(int ok, X509_STORE_CTX *ctx) {
    (void)ctx;
    return ok;
}

static int own_security(const SSL *ssl, const SSL_CTX *ctx, int op, int bits, int nid, void *other,
                        void *ex) {
    (void)ssl, (void)ctx, (void)op, (void)bits, (void)nid, (void)other, (void)ex;
    return 1;
}

static int own_password(char *buffer, int size, int writing, void *data) {
    (void)buffer, (void)size, (void)writing, (void)data;
    return 0;
}

static void own_info(const SSL *ssl, int where, int ret) {
    (void)ssl, (void)where, (void)ret;
}

static void set_context(SSL_CTX *ctx, int odd) {
    SSL_CTX_set_options(ctx, odd ? 0xffffffffu : SSL_OP_NO_TICKET);
    SSL_CTX_set_mode(ctx, odd ? 0xffffu : SSL_MODE_ENABLE_PARTIAL_WRITE);
    SSL_CTX_set_quiet_shutdown(ctx, odd ? -7 : 1);
    SSL_CTX_set_read_ahead(ctx, odd ? 77 : 1);
    SSL_CTX_set_verify(ctx, odd ? 0x7f : SSL_VERIFY_PEER, own_verify);
    SSL_CTX_set_verify_depth(ctx, odd ? -3 : 9);
    SSL_CTX_set_max_cert_list(ctx, odd ? 0 : 1000);
    SSL_CTX_set_num_tickets(ctx, odd ? 1000 : 1);
    SSL_CTX_set_max_early_data(ctx, odd ? 0xffffffffu : 100);
    SSL_CTX_set_recv_max_early_data(ctx, odd ? 0 : 200);
    SSL_CTX_set_security_level(ctx, odd ? 77 : 1);
    SSL_CTX_set_security_callback(ctx, own_security);
    SSL_CTX_set0_security_ex_data(ctx, ctx);
    SSL_CTX_set_default_passwd_cb(ctx, own_password);
    SSL_CTX_set_default_passwd_cb_userdata(ctx, ctx);
    SSL_CTX_set_record_padding_callback_arg(ctx, ctx);
    SSL_CTX_set_ex_data(ctx, 0, ctx);
    SSL_CTX_set_timeout(ctx, odd ? -1 : 100);
    SSL_CTX_set_session_cache_mode(ctx, odd ? 0xfff : SSL_SESS_CACHE_BOTH);
    SSL_CTX_sess_set_cache_size(ctx, odd ? 0 : 10);
    SSL_CTX_set_min_proto_version(ctx, odd ? 0 : TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(ctx, odd ? 0 : TLS1_2_VERSION);
    SSL_CTX_set_tlsext_status_type(ctx, odd ? 9 : TLSEXT_STATUSTYPE_ocsp);
    SSL_CTX_add_client_CA(ctx, identity_cert(CA));
    SSL_CTX_add1_to_CA_list(ctx, identity_cert(OTHER_CA));
    SSL_CTX_use_certificate(ctx, identity_cert(SERVER_EC));
    SSL_CTX_use_PrivateKey(ctx, identity_key(SERVER_EC));
    SSL_CTX_add1_chain_cert(ctx, identity_cert(INTERMEDIATE));
    SSL_CTX_add_extra_chain_cert(ctx, X509_dup(identity_cert(CA)));
    SSL_CTX_set1_chain_cert_store(ctx, SSL_CTX_get_cert_store(ctx));
    SSL_CTX_set_info_callback(ctx, own_info);
    X509_VERIFY_PARAM_set1_host(SSL_CTX_get0_param(ctx), "localhost", 0);
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(ctx), X509_V_FLAG_CRL_CHECK);
    SSL_CTX_set_purpose(ctx, odd ? 99 : X509_PURPOSE_SSL_CLIENT);
    SSL_CTX_set_trust(ctx, odd ? 99 : X509_TRUST_SSL_CLIENT);
}

static void set_connection(SSL *ssl, int odd) {
    SSL_set_options(ssl, odd ? 0xffffffffu : SSL_OP_NO_TICKET);
    SSL_set_mode(ssl, odd ? 0xffffu : SSL_MODE_ENABLE_PARTIAL_WRITE);
    SSL_set_quiet_shutdown(ssl, odd ? -7 : 1);
    SSL_set_read_ahead(ssl, odd ? 77 : 1);
    SSL_set_verify(ssl, odd ? 0x7f : SSL_VERIFY_PEER, own_verify);
    SSL_set_verify_depth(ssl, odd ? -3 : 9);
    SSL_set_verify_result(ssl, odd ? 12345 : X509_V_ERR_CERT_REVOKED);
    SSL_set_max_cert_list(ssl, odd ? 0 : 1000);
    SSL_set_num_tickets(ssl, odd ? 1000 : 1);
    SSL_set_max_early_data(ssl, odd ? 0xffffffffu : 100);
    SSL_set_recv_max_early_data(ssl, odd ? 0 : 200);
    SSL_set_security_level(ssl, odd ? 77 : 1);
    SSL_set_security_callback(ssl, own_security);
    SSL_set0_security_ex_data(ssl, ssl);
    SSL_set_default_passwd_cb(ssl, own_password);
    SSL_set_default_passwd_cb_userdata(ssl, ssl);
    SSL_set_record_padding_callback_arg(ssl, ssl);
    SSL_set_min_proto_version(ssl, odd ? 0 : TLS1_2_VERSION);
    SSL_set_max_proto_version(ssl, odd ? 0 : TLS1_2_VERSION);
    SSL_set_tlsext_status_type(ssl, odd ? 9 : TLSEXT_STATUSTYPE_ocsp);
    SSL_add_client_CA(ssl, identity_cert(CA));
    SSL_add1_to_CA_list(ssl, identity_cert(OTHER_CA));
    SSL_use_certificate(ssl, identity_cert(SERVER_RSA));
    SSL_use_PrivateKey(ssl, identity_key(SERVER_RSA));
    SSL_set_info_callback(ssl, own_info);
    SSL_set_tlsext_host_name(ssl, odd ? "a name with blanks" : "localhost");
    SSL_set1_host(ssl, "localhost");
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_WILDCARDS);
    SSL_set_purpose(ssl, odd ? 99 : X509_PURPOSE_SSL_CLIENT);
    SSL_set_trust(ssl, odd ? 99 : X509_TRUST_SSL_CLIENT);
    SSL_set_shutdown(ssl, odd ? 0x77 : SSL_SENT_SHUTDOWN);
    ERR_clear_error();
}

static void set_and_inherited(const struct scenario *scenario) {
    for (int odd = 0; odd < 2; odd++) {
        SSL_CTX *ctx = SSL_CTX_new(TLS_method()), *other = SSL_CTX_new(TLS_method());
        SSL *ssl, *copy;

        (void)scenario;
        set_context(ctx, odd);
        ERR_clear_error();
        stage_begin("none", odd ? "odd-context" : "context");
        ask_context(ctx);
        ssl = SSL_new(ctx);
        sweep(ssl, "inherits");
        SSL_set_SSL_CTX(ssl, other);
        sweep(ssl, "another-context");
        SSL_free(ssl);
        ssl = SSL_new(other);
        set_connection(ssl, odd);
        sweep(ssl, odd ? "odd-connection" : "connection");
        copy = SSL_dup(ssl);
        sweep(copy, "duplicate");
        /* OpenSSL cannot duplicate an SSL with extra data where no index was ever registered. */
        SSL_set_ex_data(ssl, 0, ssl);
        SSL_set_SSL_CTX(ssl, ctx);
        sweep(ssl, "into-the-context");
        SSL_set_SSL_CTX(ssl, NULL);
        sweep(ssl, "back-to-its-own");
        SSL_set_connect_state(ssl);
        sweep(ssl, "client");
        SSL_set_accept_state(ssl);
        sweep(ssl, "server");
        SSL_clear(ssl);
        sweep(ssl, "cleared");
        SSL_certs_clear(ssl);
        sweep(ssl, "without-certificates");
        SSL_free(copy);
        SSL_free(ssl);
        SSL_CTX_free(ctx);
        SSL_CTX_free(other);
    }
}

/* A server name callback that takes the connection to another context, as virtual hosts do. */
static SSL_CTX *host;

static int switch_context(SSL *ssl, int *alert, void *arg) {
    (void)alert, (void)arg;
    SSL_set_SSL_CTX(ssl, host);
    sweep(ssl, "context-switched");
    return SSL_TLSEXT_ERR_OK;
}

static void virtual_host(const struct scenario *scenario) {
    ends_prepare(&scenario->plan);
    host = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(host, identity_cert(SERVER_P384));
    SSL_CTX_use_PrivateKey(host, identity_key(SERVER_P384));
    SSL_CTX_set_session_id_context(host, (const unsigned char *)"host", 4);
    SSL_CTX_set_verify(host, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_tlsext_servername_callback(ends.server.ctx, switch_context);
    ends_open_quietly();
    ends_handshake();
    sweep_both("connected");
    SSL_CTX_free(host);
}

/* Sweeps while the transport is in use. */
static long while_in_use(BIO *bio, int operation, const char *data, size_t length, int argi,
                         long argl, int ret, size_t *processed) {
    (void)data, (void)length, (void)argi, (void)argl, (void)processed;
    if (operation == BIO_CB_READ && bio == ends.client.in)
        sweep(ends.client.ssl, "while-reading");
    if (operation == BIO_CB_WRITE && bio == ends.client.out)
        sweep(ends.client.ssl, "while-writing");
    if (operation == BIO_CB_READ && bio == ends.server.in)
        sweep(ends.server.ssl, "while-reading");
    if (operation == BIO_CB_WRITE && bio == ends.server.out)
        sweep(ends.server.ssl, "while-writing");
    return ret;
}

static void watch_transport(void) {
    BIO_set_callback_ex(ends.client.in, while_in_use);
    BIO_set_callback_ex(ends.client.out, while_in_use);
    BIO_set_callback_ex(ends.server.in, while_in_use);
    BIO_set_callback_ex(ends.server.out, while_in_use);
}

static void transport_watched(const struct scenario *scenario) {
    ends_connect(&scenario->plan);
    deliver_all(&ends.server, &ends.client);
    watch_transport();
    read_at(&ends.client, "tickets");
    SSL_write(ends.client.ssl, "twelve bytes", 12);
    deliver_all(&ends.client, &ends.server);
    read_at(&ends.server, "data");
    SSL_shutdown(ends.server.ssl);
    deliver_all(&ends.server, &ends.client);
    read_at(&ends.client, "close_notify");
    SSL_shutdown(ends.client.ssl);
}

static void handshake_watched(const struct scenario *scenario) {
    ends_prepare(&scenario->plan);
    ends_open_quietly();
    watch_transport();
    ends_handshake();
}

#define QUIET(suffix, function)                                                                    \
    {"tls12-" suffix, function, {.version = TLS1_2_VERSION, .quiet = 1}, 0}, {                     \
        "tls13-" suffix, function, {.version = TLS1_3_VERSION, .quiet = 1}, 0                      \
    }

const struct scenario settings[] = {
    {"settings", set_and_inherited, {0}, 0},
    QUIET("virtual-host", virtual_host),
    QUIET("transport-watched", transport_watched),
    QUIET("handshake-watched", handshake_watched),
};
const size_t setting_count = COUNT_OF(settings);
