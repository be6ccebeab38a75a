/* Handshakes that fail. */
#include "scenarios.h"

/* Both ends as the plan says, then as `change` says; the handshake; each end once more. */
static void fail(const struct scenario *scenario, void (*change)(void)) {
    ends_prepare(&scenario->plan);
    if (change != NULL)
        change();
    ends_open_quietly();
    ends_handshake();
    sweep_both("failed");
    read_at(&ends.client, "read-after-failure");
    read_at(&ends.server, "read-after-failure");
    sweep_both("read-after-failure");
    ERR_clear_error();
    stage_begin("client", "shutdown-returns");
    result("SSL_shutdown", ends.client.ssl, SSL_shutdown(ends.client.ssl));
    ERR_clear_error();
    stage_begin("server", "shutdown-returns");
    result("SSL_shutdown", ends.server.ssl, SSL_shutdown(ends.server.ssl));
    sweep_both("shutdown-after-failure");
}

static void only(SSL_CTX *ctx, int version) {
    SSL_CTX_set_min_proto_version(ctx, version);
    SSL_CTX_set_max_proto_version(ctx, version);
}

static void server_is_older(void) {
    only(ends.client.ctx, TLS1_3_VERSION);
    only(ends.server.ctx, TLS1_2_VERSION);
}

static void client_is_older(void) {
    only(ends.client.ctx, TLS1_2_VERSION);
    only(ends.server.ctx, TLS1_3_VERSION);
}

static void other_suites(void) {
    SSL_CTX_set_cipher_list(ends.client.ctx, "ECDHE-ECDSA-AES128-GCM-SHA256");
    SSL_CTX_set_ciphersuites(ends.client.ctx, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set_cipher_list(ends.server.ctx, "ECDHE-ECDSA-AES256-GCM-SHA384");
    SSL_CTX_set_ciphersuites(ends.server.ctx, "TLS_AES_256_GCM_SHA384");
}

static void other_groups(void) {
    SSL_CTX_set1_groups_list(ends.client.ctx, "P-256");
    SSL_CTX_set1_groups_list(ends.server.ctx, "P-384");
}

static void other_signatures(void) {
    SSL_CTX_set1_sigalgs_list(ends.client.ctx, "RSA-PSS+SHA256");
}

static void untrusted_server(void) {
    SSL_CTX_use_certificate(ends.server.ctx, identity_cert(SERVER_UNTRUSTED));
    SSL_CTX_use_PrivateKey(ends.server.ctx, identity_key(SERVER_UNTRUSTED));
}

static void verify_client(void) {
    SSL_CTX_set_verify(ends.server.ctx, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
}

static void untrusted_client(void) {
    verify_client();
    SSL_CTX_use_certificate(ends.client.ctx, identity_cert(CLIENT_UNTRUSTED));
    SSL_CTX_use_PrivateKey(ends.client.ctx, identity_key(CLIENT_UNTRUSTED));
}

static int no_protocol(SSL *ssl, const unsigned char **out, unsigned char *length,
                       const unsigned char *in, unsigned in_length, void *arg) {
    (void)ssl, (void)out, (void)length, (void)in, (void)in_length, (void)arg;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static void other_protocols(void) {
    SSL_CTX_set_alpn_protos(ends.client.ctx, (const unsigned char *)"\2h2", 3);
    SSL_CTX_set_alpn_select_cb(ends.server.ctx, no_protocol, NULL);
}

static int unknown_name(SSL *ssl, int *alert, void *arg) {
    (void)ssl, (void)alert, (void)arg;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

static void name_refused(void) {
    SSL_CTX_set_tlsext_servername_callback(ends.server.ctx, unknown_name);
}

static int no_certificate(SSL *ssl, void *arg) {
    (void)ssl, (void)arg;
    return 0;
}

static void certificate_refused(void) {
    SSL_CTX_set_cert_cb(ends.server.ctx, no_certificate, NULL);
}

#define FAILURE(name, change)                                                                      \
    static void name(const struct scenario *scenario) {                                            \
        fail(scenario, change);                                                                    \
    }
FAILURE(old_server, server_is_older)
FAILURE(old_client, client_is_older)
FAILURE(no_shared_cipher, other_suites)
FAILURE(no_shared_group, other_groups)
FAILURE(no_shared_signature, other_signatures)
FAILURE(server_not_trusted, untrusted_server)
FAILURE(client_not_trusted, untrusted_client)
FAILURE(client_without_certificate, verify_client)
FAILURE(alpn_refused, other_protocols)
FAILURE(server_name_refused, name_refused)
FAILURE(cert_cb_refuses, certificate_refused)

/* A record of somebody else for one end, after its peer's first `records` records. */
static void inject(const struct scenario *scenario, const unsigned char *record, int length) {
    struct end *end = scenario->server ? &ends.server : &ends.client;

    ends_prepare(&scenario->plan);
    ends_open_quietly();
    SSL_do_handshake(ends.client.ssl);
    if (end == &ends.server && record[0] == SSL3_RT_ALERT)
        deliver(&ends.client, &ends.server);
    ERR_clear_error();
    BIO_write(end->in, record, length);
    stage_begin(role_of(end->ssl), "injected-returns");
    result("SSL_do_handshake", end->ssl, SSL_do_handshake(end->ssl));
    sweep_both("injected");
    read_at(end, "read-after-failure");
    sweep_both("read-after-failure");
}

static void plaintext(const struct scenario *scenario) {
    inject(scenario, (const unsigned char *)"GET / HTTP/1.0\r\n\r\n", 18);
}

static void garbage(const struct scenario *scenario) {
    static const unsigned char record[] = {0x80, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

    inject(scenario, record, sizeof(record));
}

static void unexpected(const struct scenario *scenario) {
    /* A Finished, which nobody may send first. */
    static const unsigned char record[5 + 16] = {22, 3, 3, 0, 16, 20, 0, 0, 12};

    inject(scenario, record, sizeof(record));
}

static void malformed(const struct scenario *scenario) {
    /* A hello of two bytes; the type is the one that the end waits for. */
    unsigned char record[] = {22, 3, 3, 0, 6, scenario->server ? 1 : 2, 0, 0, 2, 3, 3};

    inject(scenario, record, sizeof(record));
}

static void fatal_alert(const struct scenario *scenario) {
    static const unsigned char record[] = {21, 3, 3, 0, 2, 2, 40};

    inject(scenario, record, sizeof(record));
}

static void close_notify(const struct scenario *scenario) {
    static const unsigned char record[] = {21, 3, 3, 0, 2, 1, 0};

    inject(scenario, record, sizeof(record));
}

static void end_of_file(const struct scenario *scenario) {
    struct end *end = scenario->server ? &ends.server : &ends.client;

    ends_prepare(&scenario->plan);
    ends_open_quietly();
    SSL_do_handshake(ends.client.ssl);
    deliver(&ends.client, &ends.server);
    BIO_set_mem_eof_return(end->in, 0);
    ERR_clear_error();
    stage_begin(role_of(end->ssl), "eof-returns");
    result("SSL_do_handshake", end->ssl, SSL_do_handshake(end->ssl));
    sweep_both("eof");
}

/* The last record of the client's handshake is changed on its way. */
static void bad_finished(const struct scenario *scenario) {
    unsigned char *waiting;
    long length;

    ends_prepare(&scenario->plan);
    ends_open_quietly();
    SSL_do_handshake(ends.client.ssl);
    deliver_all(&ends.client, &ends.server);
    SSL_do_handshake(ends.server.ssl);
    deliver_all(&ends.server, &ends.client);
    SSL_do_handshake(ends.client.ssl);
    length = BIO_get_mem_data(ends.client.out, &waiting);
    waiting[length - 1] ^= 1;
    deliver_all(&ends.client, &ends.server);
    ERR_clear_error();
    stage_begin("server", "bad-finished-returns");
    result("SSL_do_handshake", ends.server.ssl, SSL_do_handshake(ends.server.ssl));
    sweep_both("bad-finished");
    deliver_all(&ends.server, &ends.client);
    read_at(&ends.client, "alert");
    sweep_both("alert-received");
}

#define QUIET(suffix, function)                                                                    \
    {"tls12-" suffix, function, {.version = TLS1_2_VERSION, .quiet = 1}, 0}, {                     \
        "tls13-" suffix, function, {.version = TLS1_3_VERSION, .quiet = 1}, 0                      \
    }
#define INJECT(suffix, function)                                                                   \
    {"tls12-client-" suffix, function, {.version = TLS1_2_VERSION, .fixed = 1, .quiet = 1}, 0},    \
        {"tls13-client-" suffix, function, {.version = TLS1_3_VERSION, .quiet = 1}, 0},            \
        {"tls12-server-" suffix, function, {.version = TLS1_2_VERSION, .quiet = 1}, 1}, {          \
        "tls13-server-" suffix, function, {.version = TLS1_3_VERSION, .quiet = 1}, 1               \
    }

const struct scenario failures[] = {
    {"old-server", old_server, {.version = TLS1_3_VERSION}, 0},
    {"old-client", old_client, {.version = TLS1_3_VERSION}, 0},
    QUIET("no-shared-cipher", no_shared_cipher),
    QUIET("no-shared-group", no_shared_group),
    QUIET("no-shared-signature", no_shared_signature),
    QUIET("server-not-trusted", server_not_trusted),
    QUIET("client-not-trusted", client_not_trusted),
    QUIET("client-without-certificate", client_without_certificate),
    QUIET("alpn-refused", alpn_refused),
    QUIET("server-name-refused", server_name_refused),
    QUIET("cert_cb-refuses", cert_cb_refuses),
    QUIET("bad-finished", bad_finished),
    INJECT("plaintext", plaintext),
    INJECT("garbage", garbage),
    INJECT("unexpected", unexpected),
    INJECT("malformed", malformed),
    INJECT("fatal-alert", fatal_alert),
    INJECT("close_notify", close_notify),
    INJECT("eof-in-handshake", end_of_file),
};
const size_t failure_count = COUNT_OF(failures);
