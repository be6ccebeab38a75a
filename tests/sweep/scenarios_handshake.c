/* Handshakes that succeed, and data. */
#include "scenarios.h"

static void constants(const struct scenario *scenario) {
    (void)scenario;
    stage_begin("none", "constants");
    ask_constants();
    for (unsigned value = 0x1301; value < 0x1306; value++) {
        unsigned char number[2] = {0x13, (unsigned char)value};
        SSL_CTX *ctx = SSL_CTX_new(TLS_method());
        SSL *ssl = SSL_new(ctx);

        stage_begin("none", "suite-%x", value);
        ASK(cipher, SSL_CIPHER_find, ssl, number);
        ask_cipher(SSL_CIPHER_find(ssl, number));
        SSL_free(ssl);
        SSL_CTX_free(ctx);
    }
}

/* A context with nothing set, and an SSL of each method. */
static void untouched(const struct scenario *scenario) {
    const SSL_METHOD *methods[] = {TLS_method(), TLS_client_method(), TLS_server_method(),
                                   TLSv1_2_method()};

    (void)scenario;
    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        SSL_CTX *ctx = SSL_CTX_new(methods[i]);
        SSL *ssl = SSL_new(ctx), *copy;
        SSL_SESSION *session = SSL_SESSION_new();

        stage_begin("none", "context");
        ask_context(ctx);
        sweep(ssl, "ssl");
        copy = SSL_dup(ssl);
        sweep(copy, "ssl-duplicated");
        SSL_clear(ssl);
        sweep(ssl, "ssl-cleared");
        stage_begin("none", "session");
        ask_session(session);
        SSL_SESSION_free(session);
        SSL_free(copy);
        SSL_free(ssl);
        SSL_CTX_free(ctx);
    }
}

static void exchange(struct end *from, struct end *to, const char *stage) {
    int ret;

    ERR_clear_error();
    ret = SSL_write(from->ssl, "twelve bytes", 12);
    stage_begin(role_of(from->ssl), "%s-written", stage);
    result("SSL_write", from->ssl, ret);
    sweep_both("data-written");
    deliver_all(from, to);
    ret = SSL_peek(to->ssl, (char[4]){0}, 4);
    result("SSL_peek", to->ssl, ret);
    sweep_both("data-peeked");
    read_at(to, stage);
    sweep_both("data-read");
    read_at(to, stage);
    sweep_both("nothing-to-read");
}

static void handshake(const struct scenario *scenario) {
    ends_connect(&scenario->plan);
    sweep_both("connected");
    deliver_all(&ends.server, &ends.client);
    read_at(&ends.client, "tickets-read");
    sweep_both("tickets-read");
}

static void data(const struct scenario *scenario) {
    ends_connect(&scenario->plan);
    exchange(&ends.client, &ends.server, "to-server");
    exchange(&ends.server, &ends.client, "to-client");
}

static void update(struct end *from, struct end *to, int type, const char *stage) {
    ERR_clear_error();
    stage_begin(role_of(from->ssl), "%s", stage);
    asking("SSL_key_update");
    number(SSL_key_update(from->ssl, type));
    sweep_both(stage);
    exchange(from, to, stage);
    exchange(to, from, stage);
}

static void key_update(const struct scenario *scenario) {
    ends_connect(&scenario->plan);
    update(&ends.client, &ends.server, SSL_KEY_UPDATE_REQUESTED, "client-updates");
    update(&ends.server, &ends.client, SSL_KEY_UPDATE_NOT_REQUESTED, "server-updates");
}

static void more_tickets(const struct scenario *scenario) {
    ends_connect(&scenario->plan);
    stage_begin("server", "ticket");
    asking("SSL_new_session_ticket");
    number(SSL_new_session_ticket(ends.server.ssl));
    sweep_both("ticket-due");
    exchange(&ends.server, &ends.client, "with-ticket");
}

/* A record that does not fit into the transport. */
static void stopped_write(const struct scenario *scenario) {
    BIO *small, *other;
    int ret;

    ends_connect(&scenario->plan);
    deliver_all(&ends.server, &ends.client);
    BIO_new_bio_pair(&small, 10, &other, 10);
    SSL_set0_wbio(ends.client.ssl, small);
    ret = SSL_write(ends.client.ssl, "twelve bytes", 12);
    stage_begin("client", "stopped-write-returns");
    result("SSL_write", ends.client.ssl, ret);
    sweep(ends.client.ssl, "stopped-write");
    BIO_free(other);
}

#define BOTH(suffix, function, ...)                                                                \
    {"tls12-" suffix, function, {.version = TLS1_2_VERSION, __VA_ARGS__}, 0}, {                    \
        "tls13-" suffix, function, {.version = TLS1_3_VERSION, __VA_ARGS__}, 0                     \
    }

const struct scenario handshakes[] = {
    {"constants", constants, {0}, 0},
    {"untouched", untouched, {0}, 0},
    BOTH("full", handshake, .fixed = 0),
    BOTH("fixed-version", handshake, .fixed = 1),
    BOTH("default-ciphers", handshake, .defaults = 1),
    BOTH("retry", handshake, .retry = 1),
    BOTH("client-certificate", handshake, .client_certificate = GIVEN),
    BOTH("client-certificate-missing", handshake, .client_certificate = MISSING),
    BOTH("ticket", handshake, .resumption = TICKET),
    BOTH("stateful", handshake, .resumption = STATEFUL),
    BOTH("ticket-client-certificate", handshake, .resumption = TICKET, .client_certificate = GIVEN),
    BOTH("callbacks", handshake, .callbacks = 1),
    BOTH("callbacks-client-certificate", handshake, .callbacks = 1, .client_certificate = GIVEN),
    BOTH("callbacks-ticket", handshake, .callbacks = 1, .resumption = TICKET),
    BOTH("callbacks-stateful", handshake, .callbacks = 1, .resumption = STATEFUL),
    BOTH("callbacks-retry", handshake, .callbacks = 1, .retry = 1),
    BOTH("data", data, .quiet = 1),
    BOTH("key-update", key_update, .quiet = 1),
    BOTH("more-tickets", more_tickets, .quiet = 1),
    BOTH("stopped-write", stopped_write, .quiet = 1),
};
const size_t handshake_count = COUNT_OF(handshakes);
