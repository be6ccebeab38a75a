#include "pair.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <fcntl.h>
#include <sys/socket.h>

_Noreturn void failed(const char *file, int line, const char *condition) {
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    ERR_print_errors_fp(stderr);
    _exit(1);
}

int run_example(void (*example)(int version)) {
    alarm(20);
    example(TLS1_2_VERSION);
    CHECK(ERR_peek_error() == 0);
    example(TLS1_3_VERSION);
    CHECK(ERR_peek_error() == 0);
    return 0;
}

/* A key and a certificate signed with it, made on the spot. */
static void give_certificate(SSL_CTX *ctx) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    X509_NAME *name = X509_get_subject_name(certificate);

    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1, -1,
                               0);
    X509_set_issuer_name(certificate, name);
    X509_set_pubkey(certificate, key);
    CHECK(X509_sign(certificate, key, EVP_sha256()) > 0);
    CHECK(SSL_CTX_use_certificate(ctx, certificate) == 1);
    CHECK(SSL_CTX_use_PrivateKey(ctx, key) == 1);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

void pair_create(struct pair *pair, int version) {
    int fds[2];

    pair->client_ctx = SSL_CTX_new(TLS_client_method());
    pair->server_ctx = SSL_CTX_new(TLS_server_method());
    CHECK(pair->client_ctx != NULL && pair->server_ctx != NULL);
    CHECK(SSL_CTX_set_min_proto_version(pair->server_ctx, version) == 1);
    CHECK(SSL_CTX_set_max_proto_version(pair->server_ctx, version) == 1);
    give_certificate(pair->server_ctx);

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
    pair->client_fd = fds[0];
    pair->server_fd = fds[1];
    pair->client = SSL_new(pair->client_ctx);
    pair->server = SSL_new(pair->server_ctx);
    CHECK(SSL_set_fd(pair->client, pair->client_fd) == 1);
    CHECK(SSL_set_fd(pair->server, pair->server_fd) == 1);
    SSL_set_connect_state(pair->client);
    SSL_set_accept_state(pair->server);
}

static void *accept_client(void *server) {
    CHECK(SSL_do_handshake(server) == 1);
    return NULL;
}

void pair_handshake(struct pair *pair) {
    pthread_t thread;

    in_thread(&thread, accept_client, pair->server);
    CHECK(SSL_do_handshake(pair->client) == 1);
    join(thread);
}

void pair_open(struct pair *pair, int version) {
    pair_create(pair, version);
    pair_handshake(pair);
}

void pair_free(struct pair *pair) {
    SSL_free(pair->client);
    SSL_free(pair->server);
    SSL_CTX_free(pair->client_ctx);
    SSL_CTX_free(pair->server_ctx);
    if (pair->client_fd >= 0)
        close(pair->client_fd);
    if (pair->server_fd >= 0)
        close(pair->server_fd);
}

void in_thread(pthread_t *thread, void *(*function)(void *), void *argument) {
    CHECK(pthread_create(thread, NULL, function, argument) == 0);
}

void join(pthread_t thread) {
    CHECK(pthread_join(thread, NULL) == 0);
}

int take_reason(void) {
    unsigned long first = ERR_get_error();

    ERR_clear_error();
    return ERR_GET_REASON(first);
}

long waiting(int fd) {
    static char buffer[65536];
    ssize_t count = recv(fd, buffer, sizeof(buffer), MSG_PEEK | MSG_DONTWAIT);

    return count < 0 ? 0 : count;
}

static volatile sig_atomic_t pipes;

static void count(int signal) {
    (void)signal;
    pipes++;
}

void count_sigpipes(void) {
    struct sigaction action = {.sa_handler = count};

    pipes = 0;
    CHECK(sigaction(SIGPIPE, &action, NULL) == 0);
}

int sigpipes(void) {
    return pipes;
}

void make_nonblocking(int fd) {
    CHECK(fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
}
