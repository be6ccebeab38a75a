/* Flows with different transports: pieces, records, and the calls that use them. */
#include "flows.h"

static void in_pieces(size_t size) {
    open_connections();
    handshake_in_pieces(size);
    facts();
}

static void byte_by_byte(void) {
    in_pieces(1);
}

static void by_records(void) {
    open_connections();
    handshake_by_records();
    facts();
}

static void by_records_with_client_certificate(void) {
    SSL_CTX_set_verify(server.ctx, SSL_VERIFY_PEER, NULL);
    use(client.ctx, CLIENT_EC);
    by_records();
}

static void through(size_t size) {
    open_narrow(size);
    handshake();
    facts();
}

static void through_a_narrow_pipe(void) {
    through(1);
}

static void through_a_narrow_pipe_with_client_certificate(void) {
    SSL_CTX_set_verify(server.ctx, SSL_VERIFY_PEER, NULL);
    use(client.ctx, CLIENT_EC);
    through(1);
}

static void resumed_through_a_narrow_pipe(void) {
    SSL_SESSION *session = first_connection();

    open_narrow(1);
    SSL_set_session(client.ssl, session);
    SSL_SESSION_free(session);
    handshake();
    facts();
}

static void small_fragments(void) {
    SSL_CTX_set_max_send_fragment(client.ctx, 512);
    SSL_CTX_set_max_send_fragment(server.ctx, 512);
    use(server.ctx, SERVER_BELOW);
    SSL_CTX_add1_chain_cert(server.ctx, identity_cert(INTERMEDIATE));
    connect_once();
    send_hello(&server, &client);
}

static void driven(int (*of_client)(SSL *), int (*of_server)(SSL *)) {
    open_connections();
    client.step = of_client;
    server.step = of_server;
    handshake();
    facts();
}

static void by_connect_and_accept(void) {
    driven(SSL_connect, SSL_accept);
}

static void by_write_and_read(void) {
    driven(step_write, step_read);
}

static void by_read_and_write(void) {
    driven(step_read, step_write);
}

static void by_read_and_read(void) {
    driven(step_read, step_read);
    send_hello(&client, &server);
}

static void by_write_and_write(void) {
    driven(step_write, step_write);
    say_read(&client);
    say_read(&server);
}

static void without_auto_retry(void) {
    SSL_CTX_clear_mode(client.ctx, SSL_MODE_AUTO_RETRY);
    SSL_CTX_clear_mode(server.ctx, SSL_MODE_AUTO_RETRY);
    connect_once();
    send_hello(&server, &client);
    say_read(&client);
    say_read(&client);
}

static void read_ahead(void) {
    SSL_CTX_set_read_ahead(client.ctx, 1);
    SSL_CTX_set_read_ahead(server.ctx, 1);
    connect_once();
    send_hello(&server, &client);
}

static void again_behind_the_handshake(void) {
    open_connections();
    handshake();
    client.ended = server.ended = 0;
    step(&client);
    step(&server);
}

static void cleared_and_used_again(void) {
    open_connections();
    handshake();
    say_shutdown(&client);
    say_shutdown(&server);
    say(&client, "SSL_clear = %d", SSL_clear(client.ssl));
    say(&server, "SSL_clear = %d", SSL_clear(server.ssl));
    BIO_reset(client.in);
    BIO_reset(client.out);
    BIO_reset(server.in);
    BIO_reset(server.out);
    client.ended = server.ended = 0;
    handshake();
    facts();
}

static void cleared_within_the_handshake(void) {
    open_connections();
    step(&client);
    deliver(&client, &server, 1 << 17);
    step(&server);
    say(&client, "SSL_clear = %d", SSL_clear(client.ssl));
    say(&server, "SSL_clear = %d", SSL_clear(server.ssl));
    BIO_reset(client.in);
    BIO_reset(client.out);
    BIO_reset(server.in);
    BIO_reset(server.out);
    handshake();
    facts();
}

const struct flow transport[] = {
    {"byte-by-byte", byte_by_byte, 0},
    {"by-records", by_records, 0},
    {"by-records-client-certificate", by_records_with_client_certificate, 0},
    {"narrow-pipe", through_a_narrow_pipe, 0},
    {"narrow-pipe-client-certificate", through_a_narrow_pipe_with_client_certificate, 0},
    {"narrow-pipe-resumed", resumed_through_a_narrow_pipe, 0},
    {"small-fragments", small_fragments, 0},
    {"connect-and-accept", by_connect_and_accept, 0},
    {"write-and-read", by_write_and_read, 0},
    {"read-and-write", by_read_and_write, 0},
    {"read-and-read", by_read_and_read, 0},
    {"write-and-write", by_write_and_write, 0},
    {"no-auto-retry", without_auto_retry, 0},
    {"read-ahead", read_ahead, 0},
    {"again", again_behind_the_handshake, 0},
    {"clear", cleared_and_used_again, 0},
    {"clear-within", cleared_within_the_handshake, 0},
};
const size_t transport_count = COUNT_OF(transport);
