/* An end with -lssl: the one under test. */
#include "end.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

static SSL_CTX *ctx;
static SSL *ssl;

/* The libssl.so.3 that is loaded. */
static void print_library(void) {
    char line[4096], *path;
    FILE *maps = fopen("/proc/self/maps", "r");

    while (maps != NULL && fgets(line, sizeof(line), maps) != NULL) {
        path = strchr(line, '/');
        if (path == NULL || strstr(path, "/libssl.so") == NULL)
            continue;
        printf("library: %s", path);
        break;
    }
    if (maps != NULL)
        fclose(maps);
}

void tls_open(int fd, const struct role *role) {
    int version = strcmp(role->version, "1.3") == 0 ? TLS1_3_VERSION : TLS1_2_VERSION;
    int ret;

    print_library();
    ctx = SSL_CTX_new(role->server ? TLS_server_method() : TLS_client_method());
    SSL_CTX_set_min_proto_version(ctx, version);
    SSL_CTX_set_max_proto_version(ctx, version);
    if (role->server) {
        if (SSL_CTX_use_certificate_chain_file(ctx, role->certificate) != 1 ||
            SSL_CTX_use_PrivateKey_file(ctx, role->key, SSL_FILETYPE_PEM) != 1)
            die("certificate: %s", ERR_reason_error_string(ERR_get_error()));
    } else {
        if (SSL_CTX_load_verify_locations(ctx, role->authority, NULL) != 1)
            die("authority: %s", ERR_reason_error_string(ERR_get_error()));
        SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    }
    ssl = SSL_new(ctx);
    SSL_set_fd(ssl, fd);
    SSL_set1_host(ssl, "localhost");
    SSL_set_tlsext_host_name(ssl, "localhost");
    ret = role->server ? SSL_accept(ssl) : SSL_connect(ssl);
    if (ret != 1)
        die("handshake: %s", ERR_reason_error_string(ERR_get_error()));
    printf("open: %s\n", SSL_get_version(ssl));
}

void tls_write(const char *data, size_t length) {
    size_t written;

    if (SSL_write_ex(ssl, data, length, &written) != 1 || written != length)
        die("write: %s", ERR_reason_error_string(ERR_get_error()));
}

/* The return value, SSL_get_error() and why. */
static void describe(int ret, char how[128]) {
    static const char *const names[] = {"NONE",        "SSL",     "WANT_READ",  "WANT_WRITE",
                                        "WANT_LOOKUP", "SYSCALL", "ZERO_RETURN"};
    int number = errno, error = SSL_get_error(ssl, ret);
    const char *why = ERR_reason_error_string(ERR_peek_error());

    if (error == SSL_ERROR_SYSCALL && ret < 0)
        why = strerror(number);
    snprintf(how, 128, "%d %s%s%s", ret, error <= SSL_ERROR_ZERO_RETURN ? names[error] : "?",
             why != NULL ? ", " : "", why != NULL ? why : "");
    ERR_clear_error();
}

size_t tls_read(char *buffer, size_t size, char how[128]) {
    int ret = SSL_read(ssl, buffer, (int)size);

    if (ret > 0)
        return (size_t)ret;
    describe(ret, how);
    return 0;
}

static void shut_down(const char *word) {
    static const char *const flags[] = {"", ", sent", ", received", ", both"};
    char how[128];

    errno = 0;
    describe(SSL_shutdown(ssl), how);
    printf("%s: %s%s\n", word, how, flags[SSL_get_shutdown(ssl) & 3]);
}

int tls_word(const char *word) {
    if (strcmp(word, "shutdown") == 0)
        shut_down(word);
    else if (strcmp(word, "quiet") == 0)
        SSL_set_quiet_shutdown(ssl, 1);
    else if (strcmp(word, "ignore-eof") == 0)
        SSL_set_options(ssl, SSL_OP_IGNORE_UNEXPECTED_EOF);
    else
        return 0;
    return 1;
}

void tls_free(void) {
    SSL_free(ssl);
    SSL_CTX_free(ctx);
}
