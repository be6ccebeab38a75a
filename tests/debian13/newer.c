/* Calls the functions that OpenSSL 3.2 to 3.5 added on TLS objects. Prints one line for each
 * call:
 *
 *     STAGE: CALL -> VALUE [error queue]
 *
 * The same program runs on Debian 13's own libssl and on ours; run.py compares the lines. */
#include "harness.h"

#include <dlfcn.h>
#include <openssl/quic.h>
#include <sys/time.h>

static const char *stage;

/* Ends a line with the entries of the error queue. */
static void print_queue(void) {
    const char *file, *function, *data;
    int line, flags;
    unsigned long error;

    while ((error = ERR_get_error_all(&file, &line, &function, &data, &flags)) != 0) {
        const char *reason = ERR_reason_error_string(error);

        printf(" [%d:%d %s", ERR_GET_LIB(error), ERR_GET_REASON(error), reason ? reason : "?");
        printf("%s%s]", *data ? ", " : "", data);
    }
    printf("\n");
}

static void print_number(const char *call, long long value) {
    printf("%s: %s -> %lld", stage, call, value);
    print_queue();
}

static void print_text(const char *call, const char *value) {
    printf("%s: %s -> %s", stage, call, value ? value : "NULL");
    print_queue();
}

static void print_pointer(const char *call, const void *value, const void *self) {
    print_text(call, value == NULL ? NULL : value == self ? "itself" : "another object");
}

#define NUMBER(call) (ERR_clear_error(), print_number(#call, (long long)(call)))
#define TEXT(call) (ERR_clear_error(), print_text(#call, (call)))
#define POINTER(call, self) (ERR_clear_error(), print_pointer(#call, (call), (self)))

static void methods(void) {
    SSL_CTX *ctx;

    stage = "methods";
    POINTER(OSSL_QUIC_client_method(), NULL);
    POINTER(OSSL_QUIC_client_thread_method(), NULL);
    POINTER(OSSL_QUIC_server_method(), NULL);
    NUMBER((ctx = SSL_CTX_new(OSSL_QUIC_client_method())) != NULL);
    SSL_CTX_free(ctx);
    TEXT(SSL_get1_builtin_sigalgs(NULL));
}

static void nothing(void) {
    size_t count = 5;

    stage = "NULL";
    NUMBER(SSL_is_quic(NULL));
    POINTER(SSL_get0_connection(NULL), NULL);
    NUMBER(SSL_is_connection(NULL));
    POINTER(SSL_get0_listener(NULL), NULL);
    NUMBER(SSL_is_listener(NULL));
    POINTER(SSL_get0_domain(NULL), NULL);
    NUMBER(SSL_is_domain(NULL));
    NUMBER(SSL_get_stream_type(NULL));
    NUMBER(SSL_get_stream_id(NULL));
    NUMBER(SSL_get_blocking_mode(NULL));
    NUMBER(SSL_poll(NULL, 0, sizeof(SSL_POLL_ITEM), NULL, 0, &count));
    NUMBER(count);
    NUMBER(SSL_SESSION_get_time_ex(NULL));
    NUMBER(SSL_SESSION_set_time_ex(NULL, 7));
}

static void kinds(SSL_CTX *ctx, SSL *ssl) {
    uint64_t number = 77;
    SSL_CONN_CLOSE_INFO info;

    NUMBER(SSL_is_tls(ssl));
    NUMBER(SSL_is_quic(ssl));
    NUMBER(SSL_is_connection(ssl));
    NUMBER(SSL_is_listener(ssl));
    NUMBER(SSL_is_domain(ssl));
    POINTER(SSL_get0_connection(ssl), ssl);
    POINTER(SSL_get0_listener(ssl), ssl);
    POINTER(SSL_get0_domain(ssl), ssl);
    POINTER(SSL_new_listener(ctx, 0), NULL);
    POINTER(SSL_new_listener_from(ssl, 0), NULL);
    POINTER(SSL_new_from_listener(ssl, 0), NULL);
    POINTER(SSL_accept_connection(ssl, 0), NULL);
    NUMBER(SSL_get_accept_connection_queue_len(ssl));
    NUMBER(SSL_listen(ssl));
    POINTER(SSL_new_domain(ctx, 0), NULL);
    NUMBER(SSL_CTX_set_domain_flags(ctx, 1));
    NUMBER(SSL_CTX_get_domain_flags(ctx, &number));
    NUMBER(SSL_get_domain_flags(ssl, &number));
    NUMBER(number);
    SSL_CTX_set_new_pending_conn_cb(ctx, NULL, NULL);
    NUMBER(SSL_set1_initial_peer_addr(ssl, NULL));
    NUMBER(SSL_inject_net_dgram(ssl, (const unsigned char *)"x", 1, NULL, NULL));
    NUMBER(SSL_get_conn_close_info(ssl, &info, sizeof(info)));
    NUMBER(SSL_set_blocking_mode(ssl, 0));
    NUMBER(SSL_get_blocking_mode(ssl));
    NUMBER(SSL_get_event_handling_mode(ssl, &number));
    NUMBER(SSL_set_event_handling_mode(ssl, 1));
    NUMBER(SSL_get_stream_write_buf_size(ssl, &number));
}

static void streams(SSL *ssl) {
    uint64_t code = 77;

    NUMBER(SSL_get_stream_type(ssl));
    NUMBER(SSL_get_stream_id(ssl));
    NUMBER(SSL_is_stream_local(ssl));
    NUMBER(SSL_set_default_stream_mode(ssl, 0));
    POINTER(SSL_new_stream(ssl, 0), NULL);
    NUMBER(SSL_set_incoming_stream_policy(ssl, 0, 0));
    POINTER(SSL_accept_stream(ssl, 0), NULL);
    NUMBER(SSL_get_accept_stream_queue_len(ssl));
    NUMBER(SSL_stream_conclude(ssl, 0));
    NUMBER(SSL_stream_reset(ssl, NULL, 0));
    NUMBER(SSL_get_stream_read_state(ssl));
    NUMBER(SSL_get_stream_write_state(ssl));
    NUMBER(SSL_get_stream_read_error_code(ssl, &code));
    NUMBER(SSL_get_stream_write_error_code(ssl, &code));
    NUMBER(code);
}

static void polling(SSL *ssl) {
    SSL_POLL_ITEM items[3];
    BIO_POLL_DESCRIPTOR descriptor;
    struct timeval time = {7, 7}, now = {0, 0};
    int infinite = 9;
    size_t count = 9;

    NUMBER(SSL_handle_events(ssl));
    NUMBER(SSL_get_event_timeout(ssl, &time, &infinite));
    NUMBER(time.tv_sec);
    NUMBER(time.tv_usec);
    NUMBER(infinite);
    NUMBER(SSL_net_read_desired(ssl));
    NUMBER(SSL_net_write_desired(ssl));
    memset(&descriptor, 0, sizeof(descriptor));
    NUMBER(SSL_get_rpoll_descriptor(ssl, &descriptor));
    NUMBER(descriptor.type);
    NUMBER(SSL_get_wpoll_descriptor(ssl, &descriptor));
    NUMBER(descriptor.type);

    memset(items, 0xff, sizeof(items));
    items[0].desc = SSL_as_poll_descriptor(NULL);
    items[1].desc = SSL_as_poll_descriptor(ssl);
    items[2].desc = SSL_as_poll_descriptor(ssl);
    NUMBER(SSL_poll(items, 1, sizeof(items[0]), &now, 0, &count));
    NUMBER(count);
    NUMBER(SSL_poll(items, 3, sizeof(items[0]), &now, 0, &count));
    NUMBER(count);
    for (int i = 0; i < 3; i++)
        NUMBER(items[i].revents);
    items[1].desc.type = BIO_POLL_DESCRIPTOR_TYPE_SOCK_FD;
    NUMBER(SSL_poll(items, 3, sizeof(items[0]), &now, 0, NULL));
    items[1].desc.type = 77;
    NUMBER(SSL_poll(items, 3, sizeof(items[0]), &now, 0, NULL));
}

static void padding(SSL_CTX *ctx, SSL *ssl) {
    NUMBER(SSL_CTX_set_block_padding_ex(ctx, 512, 256));
    NUMBER(SSL_CTX_set_block_padding_ex(ctx, 16384, 16384));
    NUMBER(SSL_CTX_set_block_padding_ex(ctx, 16385, 1));
    NUMBER(SSL_CTX_set_block_padding_ex(ctx, 1, 16385));
    NUMBER(SSL_CTX_set_block_padding_ex(ctx, 0, 0));
    NUMBER(SSL_set_block_padding_ex(ssl, 64, 32));
    NUMBER(SSL_set_block_padding_ex(ssl, 64, 16385));
    NUMBER(SSL_set_block_padding_ex(ssl, 0, 0));
}

static void certificates(SSL_CTX *ctx, SSL *ssl) {
    int algorithms[] = {TLSEXT_comp_cert_zlib, TLSEXT_comp_cert_brotli};
    unsigned char *list = NULL, data[] = "x";
    size_t length = 9;

    NUMBER(SSL_CTX_set1_cert_comp_preference(ctx, NULL, 0));
    NUMBER(SSL_set1_cert_comp_preference(ssl, NULL, 0));
    NUMBER(SSL_CTX_compress_certs(ctx, 0));
    NUMBER(SSL_compress_certs(ssl, 0));
    NUMBER(SSL_CTX_get1_compressed_cert(ctx, TLSEXT_comp_cert_brotli, &list, &length));
    NUMBER(SSL_get1_compressed_cert(ssl, TLSEXT_comp_cert_brotli, &list, &length));
    NUMBER(SSL_CTX_set1_cert_comp_preference(ctx, algorithms, 2));
    NUMBER(SSL_set1_cert_comp_preference(ssl, algorithms, 2));
    NUMBER(SSL_CTX_set1_compressed_cert(ctx, TLSEXT_comp_cert_zlib, data, 1, 1));
    NUMBER(SSL_set1_compressed_cert(ssl, TLSEXT_comp_cert_zlib, data, 1, 1));

    NUMBER(SSL_get_negotiated_client_cert_type(ssl));
    NUMBER(SSL_get_negotiated_server_cert_type(ssl));
    list = data;
    NUMBER(SSL_get0_client_cert_type(ssl, &list, &length));
    NUMBER(SSL_get0_server_cert_type(ssl, &list, &length));
    NUMBER(SSL_CTX_get0_client_cert_type(ctx, &list, &length));
    NUMBER(SSL_CTX_get0_server_cert_type(ctx, &list, &length));
    NUMBER(length);
    POINTER(list, data);
    NUMBER(SSL_get0_client_cert_type(ssl, NULL, &length));
    NUMBER(SSL_set1_client_cert_type(ssl, (const unsigned char *)"\1", 1));
    NUMBER(SSL_set1_server_cert_type(ssl, (const unsigned char *)"\2\2", 2));
    NUMBER(SSL_CTX_set1_client_cert_type(ctx, (const unsigned char *)"\0\2\0", 3));
    NUMBER(SSL_CTX_set1_server_cert_type(ctx, NULL, 1));
    NUMBER(SSL_set1_client_cert_type(ssl, (const unsigned char *)"\2\0", 2));
    NUMBER(SSL_CTX_set1_server_cert_type(ctx, (const unsigned char *)"\2", 1));
    NUMBER(SSL_set1_client_cert_type(ssl, NULL, 0));
    NUMBER(SSL_set1_server_cert_type(ssl, NULL, 0));
    NUMBER(SSL_CTX_set1_client_cert_type(ctx, NULL, 0));
    NUMBER(SSL_CTX_set1_server_cert_type(ctx, NULL, 0));
    POINTER(SSL_get0_peer_rpk(ssl), NULL);
    NUMBER(SSL_add_expected_rpk(ssl, NULL));
}

static void quic_handshake(SSL *ssl) {
    static const OSSL_DISPATCH none[] = {{0, NULL}};

    NUMBER(SSL_set_quic_tls_cbs(ssl, none, NULL));
    NUMBER(SSL_set_quic_tls_transport_params(ssl, (const unsigned char *)"x", 1));
    NUMBER(SSL_set_quic_tls_early_data_enabled(ssl, 1));
}

static void session(SSL_CTX *ctx, SSL *ssl) {
    SSL_SESSION *session = SSL_get_session(ssl), *read = NULL;
    unsigned char *der = NULL;
    const unsigned char *at;
    int length;

    SSL_CTX_flush_sessions_ex(ctx, 0);
    if (session == NULL)
        return;
    POINTER(SSL_SESSION_get0_peer_rpk(session), NULL);
    NUMBER(SSL_SESSION_get_time_ex(session) == SSL_SESSION_get_time(session));
    NUMBER(SSL_SESSION_set_time_ex(session, 5000000000LL));
    NUMBER(SSL_SESSION_get_time_ex(session));
    NUMBER(SSL_SESSION_get_time(session));
    length = i2d_SSL_SESSION(session, &der);
    at = der;
    NUMBER((read = d2i_SSL_SESSION_ex(NULL, &at, length, NULL, "anything")) != NULL);
    NUMBER(at - der == length);
    if (read)
        NUMBER(SSL_SESSION_get_time_ex(read));
    SSL_SESSION_free(read);
    OPENSSL_free(der);
}

static void facts(SSL_CTX *ctx, SSL *ssl) {
    STACK_OF(OPENSSL_CSTRING) *names = sk_OPENSSL_CSTRING_new_null();
    const char *name = NULL;
    char *group = (char *)SSL_get0_group_name(ssl);
    const uint16_t *numbers = NULL;
    uint64_t microseconds = UINT64_MAX;
    uint16_t order[64];
    size_t count = 64;

    TEXT(SSL_get0_group_name(ssl));
    if (group) {
        char first = group[0];

        group[0] = '!';
        TEXT(SSL_get0_group_name(ssl));
        group[0] = first;
    }
    NUMBER(SSL_get_handshake_rtt(ssl, &microseconds));
    NUMBER(microseconds < 60 * 1000000);
    NUMBER(SSL_client_hello_get_extension_order(ssl, order, &count));
    NUMBER(SSL_get0_iana_groups(ssl, NULL) == SSL_get0_iana_groups(ssl, &numbers));
    NUMBER(numbers != NULL && numbers[0] != 0);
    NUMBER(SSL_get0_signature_name(ssl, &name));
    TEXT(name);
    name = NULL;
    NUMBER(SSL_get0_peer_signature_name(ssl, &name));
    TEXT(name);
    NUMBER(SSL_get0_signature_name(ssl, NULL));
    NUMBER(SSL_CTX_get0_implemented_groups(ctx, 0, NULL));
    NUMBER(SSL_CTX_get0_implemented_groups(ctx, 0, names));
    printf("%s: the implemented groups ->", stage);
    for (int i = 0; i < sk_OPENSSL_CSTRING_num(names); i++)
        printf(" %s", sk_OPENSSL_CSTRING_value(names, i));
    print_queue();
    sk_OPENSSL_CSTRING_free(names);
}

static void all(const char *name, SSL_CTX *ctx, SSL *ssl) {
    stage = name;
    kinds(ctx, ssl);
    streams(ssl);
    polling(ssl);
    padding(ctx, ssl);
    certificates(ctx, ssl);
    quic_handshake(ssl);
    session(ctx, ssl);
}

static int see_client_hello(SSL *ssl, int *alert, void *argument) {
    int *present = NULL, same = 1;
    uint16_t order[64];
    size_t present_count = 0, count = 0;

    (void)alert;
    (void)argument;
    stage = "client hello callback";
    NUMBER(SSL_client_hello_get1_extensions_present(ssl, &present, &present_count));
    NUMBER(SSL_client_hello_get_extension_order(ssl, NULL, NULL));
    NUMBER(SSL_client_hello_get_extension_order(ssl, NULL, &count));
    NUMBER(count == present_count && count > 3);
    count--;
    NUMBER(SSL_client_hello_get_extension_order(ssl, order, &count));
    count = 64;
    NUMBER(SSL_client_hello_get_extension_order(ssl, order, &count));
    for (size_t i = 0; i < present_count; i++)
        same = same && i < count && order[i] == present[i];
    NUMBER(same);
    OPENSSL_free(present);
    return SSL_CLIENT_HELLO_SUCCESS;
}

/* Writing with flags, in each state that decides what they are answered. */
static void write_flags(const char *name, SSL *ssl) {
    size_t written = 9;

    stage = name;
    NUMBER(SSL_write_ex2(ssl, "abc", 3, SSL_WRITE_FLAG_CONCLUDE, &written));
    NUMBER(SSL_write_ex2(ssl, "abc", 3, 1ULL << 40, &written));
    NUMBER(written);
}

static void connection(int version) {
    struct pair *pair = pair_create(version, 0);
    SSL *raw;
    size_t written = 0;
    char byte[3];

    stage = "no side";
    raw = SSL_new(pair->client_ctx);
    write_flags("no side", raw);
    SSL_free(raw);

    pair_open(pair, MEMORY);
    all("before, client", pair->client_ctx, pair->client);
    all("before, server", pair->server_ctx, pair->server);
    write_flags("before", pair->client);
    pair_destroy(pair);

    /* Contexts that have not been told to send nonsense for a certificate. */
    pair = pair_create(version, 0);
    SSL_CTX_set_client_hello_cb(pair->server_ctx, see_client_hello, NULL);
    pair_connect(pair, MEMORY);
    stage = "after, client";
    facts(pair->client_ctx, pair->client);
    stage = "after, server";
    facts(pair->server_ctx, pair->server);
    all("after, client", pair->client_ctx, pair->client);
    all("after, server", pair->server_ctx, pair->server);
    write_flags("after", pair->client);
    NUMBER(SSL_write_ex2(pair->client, "abc", 3, 0, &written));
    NUMBER(written);
    NUMBER(SSL_read(pair->server, byte, 3));
    NUMBER(SSL_shutdown_ex(pair->client, 0, NULL, 0));
    write_flags("after shutdown", pair->client);
    NUMBER(SSL_shutdown_ex(pair->server, SSL_SHUTDOWN_FLAG_RAPID, NULL, 0));
    NUMBER(SSL_shutdown_ex(pair->client, 0, NULL, 0));
    NUMBER(SSL_get_shutdown(pair->client));
    pair_destroy(pair);
}

/* The only thing that the client knows of its server is a key: the right one, and a wrong one. */
static void expected_keys(int version) {
    for (int right = 0; right < 2; right++) {
        struct pair *pair = pair_create(version, 0);
        X509 *certificate = NULL;

        stage = right ? "expected key" : "another key";
        NUMBER(SSL_CTX_dane_enable(pair->client_ctx));
        pair_open(pair, MEMORY);
        NUMBER(SSL_add_expected_rpk(pair->client, identity_key(SERVER_EC)));
        NUMBER(SSL_dane_enable(pair->client, "localhost"));
        NUMBER(SSL_add_expected_rpk(pair->client, identity_key(right ? SERVER_EC : SERVER_RSA)));
        NUMBER(pair_handshake(pair));
        NUMBER(SSL_get_verify_result(pair->client));
        NUMBER(SSL_get0_dane_authority(pair->client, &certificate, NULL));
        NUMBER(certificate != NULL);
        pair_destroy(pair);
    }
}

/* Lists of groups, and what a handshake with them takes. */
static void group_lists(int version) {
    static const char *const lists[] = {
        "X25519:P-256",
        "x25519",
        "p-256:X25519",
        "?nonsense:P-384",
        "nonsense:P-384",
        "P-521:P-256:-P-521",
        "X448/P-256",
        "*P-384 / *X25519 : ?none",
        "P-256:P-256",
        "-X25519:P-256",
        "DEFAULT:-X25519MLKEM768",
        "default_suite_b",
        "",
        " ",
        ":",
        "X25519:",
        "X25519::P-256",
        "X25519//P-256",
        "/X25519",
        "**X25519",
        "??X25519",
        "X25519:?",
        "?DEFAULT",
        "-DEFAULT",
        "*X25519:*P-256:*P-384:*P-521:*X448",
    };

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        struct pair *pair = pair_create(version, 0);
        char name[80];

        snprintf(name, sizeof(name), "groups \"%s\"", lists[i]);
        stage = name;
        NUMBER(SSL_CTX_set1_groups_list(pair->client_ctx, lists[i]));
        NUMBER(SSL_CTX_set1_groups_list(pair->server_ctx, lists[i]));
        pair_open(pair, MEMORY);
        NUMBER(SSL_set1_groups_list(pair->client, lists[i]));
        if (SSL_set1_groups_list(pair->client, lists[i]) == 1) {
            NUMBER(pair_handshake(pair));
            TEXT(SSL_get0_group_name(pair->client));
        }
        pair_destroy(pair);
    }
}

/* A socket knows what to wait for. */
static void descriptors(void) {
    struct pair *pair = pair_create(TLS1_3_VERSION, 0);
    BIO_POLL_DESCRIPTOR descriptor;

    pair_open(pair, SOCKETPAIR);
    stage = "socket";
    NUMBER(SSL_do_handshake(pair->client));
    NUMBER(SSL_net_read_desired(pair->client));
    NUMBER(SSL_get_rpoll_descriptor(pair->client, &descriptor));
    NUMBER(descriptor.type);
    NUMBER(descriptor.value.fd == pair->subject_fd);
    NUMBER(SSL_get_wpoll_descriptor(pair->client, &descriptor));
    NUMBER(descriptor.type);
    pair_destroy(pair);
}

/* The texts of reasons, which libcrypto brings itself. */
static void texts(void) {
    stage = "texts";
    for (unsigned reason = 100; reason < 1200; reason++) {
        const char *text = ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, reason));

        if (text)
            printf("%s: %u -> %s\n", stage, reason, text);
    }
}

int main(int argc, char **argv) {
    Dl_info info;

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (dladdr((void *)SSL_is_quic, &info))
        printf("# libssl: %s\n", info.dli_fname);
    methods();
    nothing();
    connection(argc > 1 && strcmp(argv[1], "12") == 0 ? TLS1_2_VERSION : TLS1_3_VERSION);
    expected_keys(argc > 1 && strcmp(argv[1], "12") == 0 ? TLS1_2_VERSION : TLS1_3_VERSION);
    group_lists(argc > 1 && strcmp(argv[1], "12") == 0 ? TLS1_2_VERSION : TLS1_3_VERSION);
    descriptors();
    texts();
    certs_cleanup();
    return 0;
}
