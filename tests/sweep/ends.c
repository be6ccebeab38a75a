#include "ends.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUITES                                                                                     \
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256:"     \
    "ECDHE-ECDSA-CHACHA20-POLY1305"

/* What both libraries offer, so that a difference is one of the getters. */
#define GROUPS "X25519:P-256:X448:P-521:P-384"
#define SIGNATURES                                                                                 \
    "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:"      \
    "rsa_pss_rsae_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512"

struct ends ends;

static void require(int ok, const char *what) {
    if (ok)
        return;
    printf("# %s failed\n", what);
    ERR_print_errors_fp(stderr);
    exit(2);
}

const char *role_of(const SSL *ssl) {
    return ssl == ends.client.ssl ? "client" : ssl == ends.server.ssl ? "server" : "copy";
}

static void ask_sessions(SSL *ssl) {
    SSL_SESSION *session = SSL_get_session(ssl), *counted;
    const unsigned char *id = (const unsigned char *)"\1\2\3\4";
    unsigned length = 4;

    POINTER(SSL_get_session, ssl);
    asking("SSL_get1_session");
    counted = SSL_get1_session(ssl);
    text(counted == NULL ? "NULL" : counted == session ? "the same" : "another");
    SSL_SESSION_free(counted);
    NUMBER(SSL_has_matching_session_id, ssl, id, length);
    if (session != NULL) {
        id = SSL_SESSION_get_id(session, &length);
        NUMBER(SSL_has_matching_session_id, ssl, id, length);
    }
    ask_session(session);
}

void sweep(SSL *ssl, const char *stage) {
    stage_begin(role_of(ssl), "%s", stage);
    ask_state(ssl);
    ask_negotiated(ssl);
    ask_peer(ssl);
    ask_settings(ssl);
    ask_cipher(SSL_get_current_cipher(ssl));
    ask_sessions(ssl);
}

void sweep_both(const char *stage) {
    sweep(ends.client.ssl, stage);
    ask_context(ends.client.ctx);
    sweep(ends.server.ssl, stage);
    ask_context(ends.server.ctx);
    stage_begin("both", "%s", stage);
    ask_agreement(ends.client.ssl, ends.server.ssl);
}

void result(const char *function, SSL *ssl, int ret) {
    int error = SSL_get_error(ssl, ret);
    unsigned long first = ERR_peek_error();

    asking(function);
    answer("%d, SSL_get_error %d, %s:%d", ret, error, first ? ERR_lib_error_string(first) : "none",
           first ? ERR_GET_REASON(first) : 0);
}

static SSL_CTX *context(const SSL_METHOD *method, const struct plan *plan, int highest) {
    SSL_CTX *ctx = SSL_CTX_new(method);

    require(ctx != NULL, "SSL_CTX_new");
    SSL_CTX_set_min_proto_version(ctx, plan->fixed ? plan->version : TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(ctx, highest);
    if (!plan->defaults) {
        require(SSL_CTX_set_cipher_list(ctx, SUITES), "SSL_CTX_set_cipher_list");
        require(SSL_CTX_set1_groups_list(ctx, GROUPS), "SSL_CTX_set1_groups_list");
        require(SSL_CTX_set1_sigalgs_list(ctx, SIGNATURES), "SSL_CTX_set1_sigalgs_list");
    }
    require(X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), identity_cert(CA)), "add_cert");
    SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"sweep", 5);
    return ctx;
}

static void use(SSL_CTX *ctx, enum identity identity) {
    require(SSL_CTX_use_certificate(ctx, identity_cert(identity)), "use_certificate");
    require(SSL_CTX_use_PrivateKey(ctx, identity_key(identity)), "use_PrivateKey");
}

static int accept_any(int ok, X509_STORE_CTX *ctx) {
    (void)ok;
    (void)ctx;
    return 1;
}

void ends_prepare(const struct plan *plan) {
    int highest = plan->fixed ? plan->version : TLS1_3_VERSION;
    SSL_CTX *client = context(TLS_client_method(), plan, highest);
    SSL_CTX *server = context(TLS_server_method(), plan, plan->version);

    ends.plan = plan;
    ends.client.ctx = client;
    ends.server.ctx = server;
    SSL_CTX_set_verify(client, SSL_VERIFY_PEER, NULL);
    use(server, SERVER_EC);
    if (plan->client_certificate == GIVEN && !plan->callbacks)
        use(client, CLIENT_EC);
    if (plan->client_certificate != NOT_ASKED) {
        SSL_CTX_set_verify(server, SSL_VERIFY_PEER, accept_any);
        SSL_CTX_add_client_CA(server, identity_cert(CA));
    }
    SSL_CTX_set_num_tickets(server, 2);
    SSL_CTX_set_session_cache_mode(client, SSL_SESS_CACHE_CLIENT);
    if (plan->resumption == STATEFUL)
        SSL_CTX_set_options(server, SSL_OP_NO_TICKET);
    if (plan->retry)
        SSL_CTX_set1_groups_list(server, "P-384");
    if (plan->callbacks) {
        callbacks_set(&ends.client);
        callbacks_set(&ends.server);
    }
}

static void wire(void) {
    BIO *up = BIO_new(BIO_s_mem()), *down = BIO_new(BIO_s_mem());

    ends.client.in = BIO_new(BIO_s_mem());
    ends.server.in = BIO_new(BIO_s_mem());
    require(up && down && ends.client.in && ends.server.in, "BIO_new");
    BIO_set_mem_eof_return(ends.client.in, -1);
    BIO_set_mem_eof_return(ends.server.in, -1);
    SSL_set_bio(ends.client.ssl, ends.client.in, up);
    SSL_set_bio(ends.server.ssl, ends.server.in, down);
    ends.client.out = up;
    ends.server.out = down;
}

/* What comes before the handshake, a stage for each step. */
static void open(int stages) {
    ends.client.ssl = SSL_new(ends.client.ctx);
    ends.server.ssl = SSL_new(ends.server.ctx);
    require(ends.client.ssl && ends.server.ssl, "SSL_new");
    ends.client.ended = ends.server.ended = ends.client.got = ends.server.got = 0;
    if (stages)
        sweep_both("fresh");
    SSL_set_connect_state(ends.client.ssl);
    SSL_set_accept_state(ends.server.ssl);
    if (stages)
        sweep_both("role");
    wire();
    if (stages)
        sweep_both("transport");
    SSL_set_tlsext_host_name(ends.client.ssl, "localhost");
    SSL_set1_host(ends.client.ssl, "localhost");
    if (ends.session != NULL)
        SSL_set_session(ends.client.ssl, ends.session);
    if (stages)
        sweep_both("session");
}

void ends_open(void) {
    open(1);
}

void ends_open_quietly(void) {
    open(0);
}

int deliver(struct end *from, struct end *to) {
    unsigned char record[5 + 65535], *waiting;
    int length;

    if (BIO_get_mem_data(from->out, &waiting) < 5)
        return 0;
    require(BIO_read(from->out, record, 5) == 5, "BIO_read");
    length = record[3] << 8 | record[4];
    require(BIO_read(from->out, record + 5, length) == length, "BIO_read");
    require(BIO_write(to->in, record, 5 + length) == 5 + length, "BIO_write");
    to->got++;
    return record[0];
}

void deliver_all(struct end *from, struct end *to) {
    while (deliver(from, to))
        ;
}

static int suspended(int error) {
    return error == SSL_ERROR_WANT_CLIENT_HELLO_CB || error == SSL_ERROR_WANT_X509_LOOKUP ||
           error == SSL_ERROR_WANT_RETRY_VERIFY;
}

/* A callback that suspends the handshake is asked again. */
static void step(struct end *end, const char *stage) {
    int ret, error;

    if (end->ended)
        return;
    ERR_clear_error();
    ret = SSL_do_handshake(end->ssl);
    error = SSL_get_error(end->ssl, ret);
    end->ended = error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE && !suspended(error);
    if (!ends.plan->quiet) {
        stage_begin(role_of(end->ssl), "%s-returns", stage);
        result("SSL_do_handshake", end->ssl, ret);
        sweep_both(stage);
    }
    ERR_clear_error();
    if (suspended(error))
        step(end, stage);
}

/* A record from one end to the other, which goes on. */
static int pass(struct end *from, struct end *to) {
    char stage[60];
    int type = deliver(from, to);

    if (type == 0)
        return 0;
    snprintf(stage, sizeof(stage), "%s-got-%d-type-%d", role_of(to->ssl), to->got, type);
    step(to, stage);
    return 1;
}

void ends_handshake(void) {
    step(&ends.client, "first-flight");
    while (pass(&ends.client, &ends.server) || pass(&ends.server, &ends.client)) {
        if (ends.client.ended && ends.server.ended)
            break;
    }
}

/* The session of a first connection, for the second one. */
static void first_connection(void) {
    char byte;

    ends.silent = 1;
    ends_open_quietly();
    ends_handshake();
    require(SSL_is_init_finished(ends.client.ssl), "the first handshake");
    deliver_all(&ends.server, &ends.client);
    SSL_read(ends.client.ssl, &byte, 1);
    ends.session = SSL_get1_session(ends.client.ssl);
    SSL_shutdown(ends.client.ssl);
    SSL_shutdown(ends.server.ssl);
    ERR_clear_error();
    ends_close();
    ends.silent = 0;
}

void ends_connect(const struct plan *plan) {
    struct plan quiet = *plan;

    quiet.quiet = 1;
    ends_prepare(plan);
    ends.plan = &quiet;
    if (plan->resumption != FULL)
        first_connection();
    ends.silent = plan->quiet;
    ends.plan = plan;
    if (plan->quiet)
        ends_open_quietly();
    else
        ends_open();
    ends_handshake();
}

void read_at(struct end *end, const char *stage) {
    char buffer[100];
    int ret;

    ERR_clear_error();
    ret = SSL_read(end->ssl, buffer, sizeof(buffer));
    stage_begin(role_of(end->ssl), "%s-returns", stage);
    result("SSL_read", end->ssl, ret);
}

void ends_close(void) {
    SSL_free(ends.client.ssl);
    SSL_free(ends.server.ssl);
    ends.client.ssl = ends.server.ssl = NULL;
}

void ends_free(void) {
    ends.silent = 1;
    SSL_free(ends.client.ssl);
    stage_begin("client", "freed");
    SSL_free(ends.server.ssl);
    stage_begin("server", "freed");
    SSL_SESSION_free(ends.session);
    for (int i = 0; i < STORED; i++)
        SSL_SESSION_free(ends.stored[i]);
    stage_begin("both", "sessions-freed");
    SSL_CTX_free(ends.client.ctx);
    stage_begin("client", "context-freed");
    SSL_CTX_free(ends.server.ctx);
    stage_begin("server", "context-freed");
    memset(&ends, 0, sizeof(ends));
    stages_reset();
    ERR_clear_error();
}
