/* Handshakes whose callbacks suspend them, or which are verified by TLSA records. */
#include "scenarios.h"

#include <string.h>

/* What has suspended the handshake already. */
static struct { int hello, server_certificate, client_certificate, verification; } suspended;

static int client_hello(SSL *ssl, int *alert, void *arg) {
    (void)alert, (void)arg;
    if (!ends.silent)
        sweep(ssl, "in-client_hello");
    return suspended.hello++ ? SSL_CLIENT_HELLO_SUCCESS : SSL_CLIENT_HELLO_RETRY;
}

static int certificate_wanted(SSL *ssl, void *arg) {
    int *count = SSL_is_server(ssl) ? &suspended.server_certificate : &suspended.client_certificate;

    (void)arg;
    if (!ends.silent)
        sweep(ssl, "in-cert_cb");
    return (*count)++ ? 1 : -1;
}

static int verify(X509_STORE_CTX *ctx, void *arg) {
    SSL *ssl = X509_STORE_CTX_get_ex_data(ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
    int ok = X509_verify_cert(ctx);

    (void)arg;
    if (!ends.silent)
        sweep(ssl, "in-cert_verify_cb");
    return SSL_is_server(ssl) || suspended.verification++ ? ok : SSL_set_retry_verify(ssl);
}

static void prepare(const struct scenario *scenario) {
    memset(&suspended, 0, sizeof(suspended));
    ends_prepare(&scenario->plan);
    SSL_CTX_set_client_hello_cb(ends.server.ctx, client_hello, NULL);
    SSL_CTX_set_cert_cb(ends.server.ctx, certificate_wanted, NULL);
    SSL_CTX_set_cert_cb(ends.client.ctx, certificate_wanted, NULL);
    SSL_CTX_set_cert_verify_callback(ends.client.ctx, verify, NULL);
}

static void suspends(const struct scenario *scenario) {
    prepare(scenario);
    ends_open_quietly();
    ends_handshake();
    sweep_both("connected");
    deliver_all(&ends.server, &ends.client);
    read_at(&ends.client, "tickets-read");
    sweep_both("tickets-read");
}

/* The whole key of the server, or of its CA. */
static void add_record(int usage, enum identity identity) {
    unsigned char *der = NULL;
    int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(identity_cert(identity)), &der);

    SSL_dane_tlsa_add(ends.client.ssl, (uint8_t)usage, 1, 0, der, (size_t)length);
    OPENSSL_free(der);
}

static void dane(const struct scenario *scenario) {
    ends_prepare(&scenario->plan);
    SSL_CTX_dane_enable(ends.client.ctx);
    ends_open_quietly();
    SSL_dane_enable(ends.client.ssl, "localhost");
    if (scenario->server)
        add_record(3, SERVER_EC);
    else
        add_record(2, CA);
    sweep(ends.client.ssl, "records-added");
    ends_handshake();
    sweep_both("connected");
    deliver_all(&ends.server, &ends.client);
    read_at(&ends.client, "tickets-read");
    sweep_both("tickets-read");
    SSL_shutdown(ends.client.ssl);
    SSL_clear(ends.client.ssl);
    sweep(ends.client.ssl, "cleared");
}

#define BOTH(suffix, function, acts, ...)                                                          \
    {"tls12-" suffix, function, {.version = TLS1_2_VERSION, __VA_ARGS__}, acts}, {                 \
        "tls13-" suffix, function, {.version = TLS1_3_VERSION, __VA_ARGS__}, acts                  \
    }

const struct scenario callbacks[] = {
    BOTH("suspended", suspends, 0, .client_certificate = GIVEN),
    BOTH("dane-authority", dane, 0, .fixed = 0),
    BOTH("dane-end-entity", dane, 1, .fixed = 0),
};
const size_t callback_count = COUNT_OF(callbacks);
