#include "harness.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

static void require(int ok, const char *what) {
    if (!ok) {
        ERR_print_errors_fp(stderr);
        fail_msg("%s failed", what);
    }
}

void use_identity(SSL_CTX *ctx, int identity) {
    require(SSL_CTX_use_certificate(ctx, identity_cert(identity)) == 1, "use_certificate");
    require(SSL_CTX_use_PrivateKey(ctx, identity_key(identity)) == 1, "use_PrivateKey");
}

SSL_CTX *bare_context(const SSL_METHOD *method, int version) {
    SSL_CTX *ctx = SSL_CTX_new(method);

    require(ctx != NULL, "SSL_CTX_new");
    require(SSL_CTX_set_min_proto_version(ctx, version) == 1, "set_min_proto_version");
    require(SSL_CTX_set_max_proto_version(ctx, version) == 1, "set_max_proto_version");
    return ctx;
}

SSL_CTX *client_context(int version) {
    SSL_CTX *ctx = bare_context(TLS_client_method(), version);

    require(X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), identity_cert(CA)), "add_cert");
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    return ctx;
}

SSL_CTX *server_context(int version) {
    SSL_CTX *ctx = bare_context(TLS_server_method(), version);

    use_identity(ctx, SERVER_EC);
    require(SSL_CTX_set_num_tickets(ctx, 0) == 1, "set_num_tickets");
    return ctx;
}

struct pair *pair_create(int version, int subject_is_server) {
    struct pair *pair = calloc(1, sizeof(*pair));

    if (pair == NULL)
        return NULL;
    pair->version = version;
    pair->subject_is_server = subject_is_server;
    pair->subject_fd = pair->peer_fd = -1;
    pair->client_ctx = client_context(version);
    pair->server_ctx = server_context(version);
    pair->subject_ctx = subject_is_server ? pair->server_ctx : pair->client_ctx;
    pair->peer_ctx = subject_is_server ? pair->client_ctx : pair->server_ctx;
    return pair;
}

struct pair pair_beside(const struct pair *first) {
    struct pair second = {.version = first->version, .subject_fd = -1, .peer_fd = -1};

    second.client_ctx = second.subject_ctx = first->client_ctx;
    second.server_ctx = second.peer_ctx = first->server_ctx;
    return second;
}

void pair_close(struct pair *pair) {
    SSL_free(pair->client);
    SSL_free(pair->server);
    pair->client = pair->server = pair->subject = pair->peer = NULL;
    pair->from_subject = pair->from_peer = NULL;
    if (pair->subject_fd >= 0)
        close(pair->subject_fd);
    if (pair->peer_fd >= 0)
        close(pair->peer_fd);
    pair->subject_fd = pair->peer_fd = -1;
}

void pair_destroy(struct pair *pair) {
    pair_close(pair);
    SSL_CTX_free(pair->client_ctx);
    SSL_CTX_free(pair->server_ctx);
    free(pair);
}

/* A loopback connection in two descriptors. */
static void tcp_pair(int fds[2]) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    require(listener >= 0, "socket");
    require(bind(listener, (struct sockaddr *)&address, sizeof(address)) == 0, "bind");
    require(listen(listener, 1) == 0, "listen");
    require(getsockname(listener, (struct sockaddr *)&address, &length) == 0, "getsockname");
    fds[0] = socket(AF_INET, SOCK_STREAM, 0);
    require(connect(fds[0], (struct sockaddr *)&address, sizeof(address)) == 0, "connect");
    fds[1] = accept(listener, NULL, NULL);
    require(fds[1] >= 0, "accept");
    close(listener);
}

static void wire_memory(struct pair *pair) {
    BIO *up = BIO_new(BIO_s_mem()), *down = BIO_new(BIO_s_mem());

    require(up != NULL && down != NULL, "BIO_s_mem");
    BIO_set_mem_eof_return(up, -1);
    BIO_set_mem_eof_return(down, -1);
    BIO_up_ref(up);
    BIO_up_ref(down);
    SSL_set_bio(pair->subject, down, up);
    SSL_set_bio(pair->peer, up, down);
    pair->from_subject = up;
    pair->from_peer = down;
}

static void wire_sockets(struct pair *pair, int tcp, int blocking) {
    int fds[2] = {-1, -1};

    if (tcp)
        tcp_pair(fds);
    else
        require(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0, "socketpair");
    if (!blocking) {
        fcntl(fds[0], F_SETFL, O_NONBLOCK);
        fcntl(fds[1], F_SETFL, O_NONBLOCK);
    }
    if (pair->subject_fd >= 0)
        close(pair->subject_fd);
    if (pair->peer_fd >= 0)
        close(pair->peer_fd);
    pair->subject_fd = fds[0];
    pair->peer_fd = fds[1];
    require(SSL_set_fd(pair->subject, fds[0]) == 1, "SSL_set_fd");
    require(SSL_set_fd(pair->peer, fds[1]) == 1, "SSL_set_fd");
}

void pair_wire(struct pair *pair, enum transport transport) {
    BIO *one, *two;

    pair->transport = transport;
    switch (transport) {
    case MEMORY:
        wire_memory(pair);
        break;
    case BIO_PAIR:
        require(BIO_new_bio_pair(&one, pair->pair_size, &two, pair->pair_size), "BIO_new_bio_pair");
        SSL_set_bio(pair->subject, one, one);
        SSL_set_bio(pair->peer, two, two);
        break;
    default:
        wire_sockets(pair, transport == TCP || transport == TCP_BLOCKING,
                     transport == SOCKETPAIR_BLOCKING || transport == TCP_BLOCKING);
    }
}

void pair_open(struct pair *pair, enum transport transport) {
    pair_close(pair);
    pair->client = SSL_new(pair->client_ctx);
    pair->server = SSL_new(pair->server_ctx);
    require(pair->client != NULL && pair->server != NULL, "SSL_new");
    SSL_set_connect_state(pair->client);
    SSL_set_accept_state(pair->server);
    pair->subject = pair->subject_is_server ? pair->server : pair->client;
    pair->peer = pair->subject_is_server ? pair->client : pair->server;
    pair_wire(pair, transport);
}

int handshake_step(SSL *ssl) {
    int ret = SSL_do_handshake(ssl);
    int error = SSL_get_error(ssl, ret);

    if (ret == 1)
        return 1;
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? 0 : -1;
}

static void *handshake_thread(void *ssl) {
    intptr_t ret = SSL_do_handshake(ssl);

    ERR_clear_error();
    OPENSSL_thread_stop();
    return (void *)ret;
}

/* handshake_step() that keeps the reason of a failure: the other endpoint's next call would clear
 * the queue. */
static int noted_step(struct pair *pair, SSL *ssl) {
    int ret = handshake_step(ssl);
    unsigned long error;

    while (ret < 0 && (error = ERR_get_error()) != 0) {
        if (ERR_GET_LIB(error) != ERR_LIB_SSL)
            continue;
        *(ssl == pair->client ? &pair->client_failure : &pair->server_failure) =
            ERR_GET_REASON(error);
        break;
    }
    ERR_clear_error();
    return ret;
}

int pair_handshake(struct pair *pair) {
    int subject = 0, peer = 0;

    if (pair->transport == SOCKETPAIR_BLOCKING || pair->transport == TCP_BLOCKING) {
        pthread_t thread;
        void *result = NULL;

        require(pthread_create(&thread, NULL, handshake_thread, pair->peer) == 0, "thread");
        subject = SSL_do_handshake(pair->subject);
        pthread_join(thread, &result);
        return subject == 1 && (intptr_t)result == 1;
    }
    pair->client_failure = pair->server_failure = 0;
    /* A failed endpoint is not called again, but the other one still gets its alert. */
    for (int round = 0; round < 2000 && !(subject != 0 && peer != 0); round++) {
        int failed = subject < 0 || peer < 0;

        if (subject == 0)
            subject = noted_step(pair, pair->subject);
        if (peer == 0)
            peer = noted_step(pair, pair->peer);
        if (failed)
            break;
    }
    return subject == 1 && peer == 1;
}

void pair_connect(struct pair *pair, enum transport transport) {
    pair_open(pair, transport);
    require(pair_handshake(pair), "handshake");
}

void pair_exchange(SSL *from, SSL *to, const char *text) {
    char buffer[4096];
    int length = (int)strlen(text), got = -1;

    require(SSL_write(from, text, length) == length, "SSL_write");
    for (int i = 0; i < 100 && got < 0; i++) {
        struct pollfd readable = {SSL_get_rfd(to), POLLIN, 0};

        if (i > 0)
            poll(&readable, 1, 100);
        got = SSL_read(to, buffer, sizeof(buffer));
    }
    require(got == length && memcmp(buffer, text, length) == 0, "SSL_read of the same text");
}

void inject_garbage(BIO *memory) {
    unsigned char record[5 + 48] = {SSL3_RT_APPLICATION_DATA, 3, 3, 0, 48};

    memset(record + 5, 0xa5, 48);
    require(BIO_write(memory, record, sizeof(record)) == sizeof(record), "BIO_write");
}

void transport_eof_for_subject(struct pair *pair) {
    if (pair->transport == MEMORY)
        BIO_set_mem_eof_return(pair->from_peer, 0);
    else if (pair->transport == BIO_PAIR)
        (void)BIO_shutdown_wr(SSL_get_wbio(pair->peer));
    else
        shutdown(pair->peer_fd, SHUT_WR);
}

long bytes_in(BIO *memory) {
    char *data;

    return BIO_get_mem_data(memory, &data);
}

int records_in(BIO *memory, struct record *records, int max) {
    unsigned char *data;
    long length = BIO_get_mem_data(memory, &data), at = 0;
    int count = 0;

    while (length - at >= 5) {
        struct record record = {data[at], data[at + 1] << 8 | data[at + 2],
                                data[at + 3] << 8 | data[at + 4]};

        if (count < max)
            records[count] = record;
        count++;
        at += 5 + record.length;
    }
    return at == length ? count : -1;
}

int protected_length(int version, int length) {
    return version == TLS1_3_VERSION ? length + 1 + 16 : length + 8 + 16;
}
