/* Handshake messages after the handshake, and the end. */
#include "flows.h"

static void key_update(struct end *from, struct end *to, int type) {
    open_connections();
    handshake();
    say(from, "SSL_key_update = %d", SSL_key_update(from->ssl, type));
    say(from, "type %d pending", SSL_get_key_update_type(from->ssl));
    send_hello(from, to);
    send_hello(to, from);
    from->ended = to->ended = 0;
    say(from, "SSL_key_update = %d", SSL_key_update(from->ssl, type));
    step(from);
    deliver(from, to, 1 << 17);
    step(to);
    send_hello(to, from);
    facts();
}

static void key_update_of_the_client(void) {
    key_update(&client, &server, SSL_KEY_UPDATE_NOT_REQUESTED);
}

static void key_update_of_the_server(void) {
    key_update(&server, &client, SSL_KEY_UPDATE_NOT_REQUESTED);
}

static void key_update_asked_for_by_the_client(void) {
    key_update(&client, &server, SSL_KEY_UPDATE_REQUESTED);
}

static void key_update_asked_for_by_the_server(void) {
    key_update(&server, &client, SSL_KEY_UPDATE_REQUESTED);
}

/* Asked for, and refused: by the version, by the option, or by the default. */
static void renegotiation(struct end *from, struct end *to) {
    open_connections();
    handshake();
    ERR_clear_error();
    say_result(from, "SSL_renegotiate", SSL_renegotiate(from->ssl));
    from->ended = 0;
    step(from);
    deliver(from, to, 1 << 17);
    say_read(to);
    deliver(to, from, 1 << 17);
    say_read(from);
    send_hello(to, from);
    say(from, "renegotiations %ld, pending %d", SSL_num_renegotiations(from->ssl),
        SSL_renegotiate_pending(from->ssl));
    facts();
}

static void renegotiation_of_the_client(void) {
    renegotiation(&client, &server);
}

static void renegotiation_of_the_server(void) {
    renegotiation(&server, &client);
}

static void renegotiation_not_allowed(void) {
    SSL_CTX_set_options(client.ctx, SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_options(server.ctx, SSL_OP_NO_RENEGOTIATION);
    renegotiation(&server, &client);
}

static void certificate_asked_for_later(void) {
    SSL_CTX_set_verify(server.ctx, SSL_VERIFY_PEER, NULL);
    open_connections();
    handshake();
    ERR_clear_error();
    say_result(&server, "SSL_verify_client_post_handshake",
               SSL_verify_client_post_handshake(server.ssl));
}

static void closing(void) {
    connect_once();
    say_shutdown(&client);
    deliver(&client, &server, 1 << 17);
    say_read(&server);
    say_shutdown(&server);
    deliver(&server, &client, 1 << 17);
    say_shutdown(&client);
    facts();
}

const struct flow afterwards[] = {
    {"key-update-client", key_update_of_the_client, 0},
    {"key-update-server", key_update_of_the_server, 0},
    {"key-update-asked-for-by-client", key_update_asked_for_by_the_client, TLS1_3_VERSION},
    {"key-update-asked-for-by-server", key_update_asked_for_by_the_server, TLS1_3_VERSION},
    {"renegotiation-client", renegotiation_of_the_client, 0},
    {"renegotiation-server", renegotiation_of_the_server, 0},
    {"renegotiation-not-allowed", renegotiation_not_allowed, 0},
    {"certificate-later", certificate_asked_for_later, 0},
    {"closing", closing, 0},
};
const size_t afterwards_count = COUNT_OF(afterwards);
