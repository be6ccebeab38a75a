/* The ends of flows and their steps. */
#include "flows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What both libraries offer, so that flows differ by what the handshake does with it. */
#define SUITES                                                                                     \
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:"     \
    "ECDHE-ECDSA-CHACHA20-POLY1305"
#define GROUPS "X25519:P-256:X448:P-521:P-384"
#define SIGNATURES                                                                                 \
    "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:"      \
    "rsa_pss_rsae_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512"

int version;

void require(int ok, const char *what) {
    if (ok)
        return;
    fflush(stdout);
    fprintf(stderr, "%s failed\n", what);
    ERR_print_errors_fp(stderr);
    exit(2);
}

void use(SSL_CTX *ctx, enum identity identity) {
    require(SSL_CTX_use_certificate(ctx, identity_cert(identity)), "use_certificate");
    require(SSL_CTX_use_PrivateKey(ctx, identity_key(identity)), "use_PrivateKey");
}

void trust(SSL_CTX *ctx, enum identity identity) {
    require(X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), identity_cert(identity)), "add_cert");
}

static void prepare_end(struct end *end, const SSL_METHOD *method) {
    SSL_CTX *ctx = SSL_CTX_new(method);

    require(ctx != NULL, "SSL_CTX_new");
    end->ctx = ctx;
    end->step = SSL_do_handshake;
    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(ctx, version);
    require(SSL_CTX_set_cipher_list(ctx, SUITES), "SSL_CTX_set_cipher_list");
    require(SSL_CTX_set1_groups_list(ctx, GROUPS), "SSL_CTX_set1_groups_list");
    require(SSL_CTX_set1_sigalgs_list(ctx, SIGNATURES), "SSL_CTX_set1_sigalgs_list");
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"flows", 5);
    trust(ctx, CA);
    observe(end);
}

void prepare(void) {
    prepare_end(&client, TLS_client_method());
    prepare_end(&server, TLS_server_method());
    SSL_CTX_set_verify(client.ctx, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_session_cache_mode(client.ctx, SSL_SESS_CACHE_CLIENT);
    use(server.ctx, SERVER_EC);
}

static void begin(struct end *end) {
    set_callbacks(end);
    end->ssl = SSL_new(end->ctx);
    require(end->ssl != NULL, "SSL_new");
    end->ended = 0;
}

static void begin_both(void) {
    begin(&client);
    begin(&server);
    SSL_set_connect_state(client.ssl);
    SSL_set_accept_state(server.ssl);
    SSL_set_tlsext_host_name(client.ssl, "localhost");
}

static void wire(struct end *end) {
    end->in = BIO_new(BIO_s_mem());
    end->out = BIO_new(BIO_s_mem());
    require(end->in != NULL && end->out != NULL, "BIO_new");
    BIO_set_mem_eof_return(end->in, -1);
    SSL_set_bio(end->ssl, end->in, end->out);
}

void open_connections(void) {
    begin_both();
    wire(&client);
    wire(&server);
}

void open_narrow(size_t size) {
    begin_both();
    require(BIO_new_bio_pair(&client.in, size, &server.in, size), "BIO_new_bio_pair");
    SSL_set_bio(client.ssl, client.in, client.in);
    SSL_set_bio(server.ssl, server.in, server.in);
    client.out = server.out = NULL;
}

int deliver(struct end *from, struct end *to, size_t most) {
    static unsigned char bytes[1 << 17];
    int length = from->out == NULL ? 0
                                   : BIO_read(from->out, bytes,
                                              (int)(most < sizeof(bytes) ? most : sizeof(bytes)));

    if (length > 0)
        require(BIO_write(to->in, bytes, length) == length, "BIO_write");
    return length > 0;
}

int deliver_record(struct end *from, struct end *to) {
    unsigned char *waiting;

    if (BIO_get_mem_data(from->out, &waiting) < 5)
        return 0;
    return deliver(from, to, (size_t)(5 + (waiting[3] << 8 | waiting[4])));
}

/* Whether the application has to do something before it calls again. */
static int waits(int error) {
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ||
           error == SSL_ERROR_WANT_CLIENT_HELLO_CB || error == SSL_ERROR_WANT_X509_LOOKUP ||
           error == SSL_ERROR_WANT_RETRY_VERIFY;
}

static const char *name_of(int (*function)(SSL *ssl)) {
    return function == SSL_do_handshake ? "SSL_do_handshake"
           : function == SSL_connect    ? "SSL_connect"
           : function == SSL_accept     ? "SSL_accept"
           : function == step_read      ? "SSL_read"
                                        : "SSL_write";
}

int step_read(SSL *ssl) {
    char buffer[100];

    return SSL_read(ssl, buffer, sizeof(buffer));
}

int step_write(SSL *ssl) {
    return SSL_write(ssl, "hello", 5);
}

void step(struct end *end) {
    int result, error;

    if (end->ended)
        return;
    ERR_clear_error();
    result = end->step(end->ssl);
    error = SSL_get_error(end->ssl, result);
    say_result(end, name_of(end->step), result);
    if (result > 0)
        end->ended = 1;
    else if (!waits(error))
        end->ended = -1;
    else if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
        step(end);
}

void handshake_in_pieces(size_t size) {
    step(&client);
    for (int i = 0; i < 100000 && !(client.ended && server.ended); i++) {
        int moved = 0;

        if (deliver(&client, &server, size))
            moved = 1;
        step(&server);
        if (deliver(&server, &client, size))
            moved = 1;
        step(&client);
        if (!moved && client.out != NULL)
            break;
        if (client.ended < 0 && server.ended < 0)
            break;
        if (client.out == NULL && i > 30000)
            break;
    }
}

void handshake(void) {
    handshake_in_pieces(1 << 17);
}

void handshake_by_records(void) {
    step(&client);
    for (int moved = 1; moved && !(client.ended && server.ended);) {
        moved = 0;
        while (deliver_record(&client, &server)) {
            step(&server);
            moved = 1;
        }
        while (deliver_record(&server, &client)) {
            step(&client);
            moved = 1;
        }
    }
}

void facts(void) {
    say_facts(&client);
    say_facts(&server);
}

void say_read(struct end *end) {
    ERR_clear_error();
    say_result(end, "SSL_read", step_read(end->ssl));
}

void send_hello(struct end *from, struct end *to) {
    ERR_clear_error();
    say_result(from, "SSL_write", step_write(from->ssl));
    deliver(from, to, 1 << 17);
    say_read(to);
}

void say_shutdown(struct end *end) {
    ERR_clear_error();
    say_result(end, "SSL_shutdown", SSL_shutdown(end->ssl));
}

void close_connections(void) {
    SSL_free(client.ssl);
    SSL_free(server.ssl);
    client.ssl = server.ssl = NULL;
}

void connect_once(void) {
    open_connections();
    handshake();
    facts();
}

SSL_SESSION *first_connection(void) {
    SSL_SESSION *session;

    open_connections();
    handshake();
    require(client.ended == 1 && server.ended == 1, "the first handshake");
    send_hello(&server, &client);
    session = SSL_get1_session(client.ssl);
    say_shutdown(&client);
    say_shutdown(&server);
    close_connections();
    say(&client, "-- second connection");
    say(&server, "-- second connection");
    return session;
}

void second_connection(SSL_SESSION *session) {
    open_connections();
    SSL_set_session(client.ssl, session);
    SSL_SESSION_free(session);
    handshake();
    facts();
    if (client.ended == 1 && server.ended == 1)
        send_hello(&server, &client);
}

static void free_end(struct end *end) {
    SSL_SESSION_free(end->stored);
    SSL_CTX_free(end->answers.other);
    SSL_CTX_free(end->ctx);
    *end = (struct end){.letter = end->letter};
}

void free_all(void) {
    close_connections();
    free_end(&client);
    free_end(&server);
    ERR_clear_error();
}
