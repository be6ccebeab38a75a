/* BIO_f_ssl(): TLS as a filter BIO, the helpers that build chains with it, and its shutdown. */
#include "harness.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

/* A filter BIO around the subject, which it owns if `close` says so. The connection's read BIO
 * becomes the next one of its chain, with a reference of its own: BIO_free_all() drops both. */
static BIO *filter_around(SSL *ssl, int close) {
    BIO *bio = BIO_new(BIO_f_ssl());

    assert_non_null(bio);
    assert_int_equal(BIO_set_ssl(bio, ssl, close), 1);
    return bio;
}

static void data_goes_through_the_filter(void **state) {
    struct pair *pair = *state;
    char buffer[64];
    SSL *inside = NULL;
    BIO *bio;

    pair_connect(pair, MEMORY);
    bio = filter_around(pair->subject, BIO_NOCLOSE);
    assert_int_equal(BIO_get_ssl(bio, &inside), 1);
    assert_ptr_equal(inside, pair->subject);
    assert_int_equal(BIO_write(bio, "through", 7), 7);
    expect_text(pair->peer, "through");
    assert_int_equal(SSL_write(pair->peer, "and back", 8), 8);
    assert_int_equal(BIO_read(bio, buffer, 4), 4);
    assert_int_equal(BIO_pending(bio), 4);
    assert_int_equal(BIO_read(bio, buffer, sizeof(buffer)), 4);
    assert_int_equal(BIO_puts(bio, "a string"), 8);
    expect_text(pair->peer, "a string");
    assert_int_equal(BIO_flush(bio), 1);
    BIO_free_all(bio);
    pair_exchange(pair->subject, pair->peer, "still there");
}

static void nothing_to_read_is_a_retry(void **state) {
    struct pair *pair = *state;
    char byte;
    BIO *bio;

    pair_connect(pair, MEMORY);
    bio = filter_around(pair->subject, BIO_NOCLOSE);
    assert_int_equal(BIO_read(bio, &byte, 1), -1);
    assert_true(BIO_should_retry(bio));
    assert_true(BIO_should_read(bio));
    assert_false(BIO_should_write(bio));
    BIO_free_all(bio);
}

static void a_handshake_through_the_filter(void **state) {
    struct pair *pair = *state;
    BIO *bio;

    pair_open(pair, MEMORY);
    bio = filter_around(pair->subject, BIO_NOCLOSE);
    for (int i = 0; i < 10 && !SSL_is_init_finished(pair->subject); i++) {
        BIO_do_handshake(bio);
        handshake_step(pair->peer);
    }
    assert_int_equal(BIO_do_handshake(bio), 1);
    handshake_step(pair->peer);
    pair_exchange(pair->subject, pair->peer, "done");
    BIO_free_all(bio);
}

static void close_notify_is_end_of_file(void **state) {
    struct pair *pair = *state;
    char byte;
    BIO *bio;

    pair_connect(pair, MEMORY);
    bio = filter_around(pair->subject, BIO_NOCLOSE);
    SSL_shutdown(pair->peer);
    assert_int_equal(BIO_read(bio, &byte, 1), 0);
    assert_false(BIO_should_retry(bio));
    assert_no_error();
    BIO_free_all(bio);
}

static void freeing_it_closes_the_connection(void **state) {
    struct pair *pair = *state;
    BIO *bio;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_up_ref(pair->subject), 1);
    bio = filter_around(pair->subject, BIO_CLOSE);
    BIO_free_all(bio);
    /* It sends close_notify before it drops its reference. */
    expect_shutdown_state(pair->subject, SSL_SENT_SHUTDOWN);
    expect_closed(pair->peer);
}

static void with_noclose_freeing_it_leaves_the_connection_open(void **state) {
    struct pair *pair = *state;
    BIO *bio;

    pair_connect(pair, MEMORY);
    bio = filter_around(pair->subject, BIO_NOCLOSE);
    BIO_free_all(bio);
    expect_shutdown_state(pair->subject, 0);
    pair_exchange(pair->subject, pair->peer, "still open");
}

static void ssl_shutdown_walks_the_chain(void **state) {
    struct pair *pair = *state;
    BIO *bio, *chain;

    pair_connect(pair, MEMORY);
    bio = filter_around(pair->subject, BIO_NOCLOSE);
    chain = BIO_push(BIO_new(BIO_f_buffer()), bio);
    BIO_ssl_shutdown(chain);
    expect_shutdown_state(pair->subject, SSL_SENT_SHUTDOWN);
    expect_closed(pair->peer);
    BIO_free_all(chain);
}

static void reset_makes_the_connection_new(void **state) {
    struct pair *pair = *state;
    BIO *bio;

    pair_connect(pair, MEMORY);
    bio = filter_around(pair->client, BIO_NOCLOSE);
    BIO_reset(bio);
    assert_int_equal(SSL_in_before(pair->client), 1);
    BIO_free_all(bio);
}

static void new_ssl_makes_client_or_server(void **state) {
    struct pair *pair = *state;
    BIO *client = BIO_new_ssl(pair->client_ctx, 1);
    BIO *server = BIO_new_ssl(pair->server_ctx, 0);
    BIO *one, *two;
    SSL *ssl = NULL;
    char buffer[16];

    assert_int_equal(BIO_get_ssl(client, &ssl), 1);
    assert_int_equal(SSL_is_server(ssl), 0);
    assert_int_equal(BIO_get_ssl(server, &ssl), 1);
    assert_int_equal(SSL_is_server(ssl), 1);
    assert_int_equal(BIO_new_bio_pair(&one, 0, &two, 0), 1);
    BIO_push(client, one);
    BIO_push(server, two);
    for (int i = 0; i < 10; i++) {
        BIO_do_handshake(client);
        BIO_do_handshake(server);
    }
    assert_int_equal(BIO_write(client, "hello", 5), 5);
    assert_int_equal(BIO_read(server, buffer, sizeof(buffer)), 5);
    assert_int_equal(BIO_write(server, "you too", 7), 7);
    assert_int_equal(BIO_read(client, buffer, sizeof(buffer)), 7);
    BIO_free_all(client);
    BIO_free_all(server);
    ERR_clear_error();
}

static void session_ids_are_copied(void **state) {
    struct pair *pair = *state;
    BIO *from, *to = BIO_new_ssl(pair->client_ctx, 1);
    SSL *ssl = NULL;

    pair_connect(pair, MEMORY);
    from = filter_around(pair->client, BIO_NOCLOSE);
    assert_int_equal(BIO_ssl_copy_session_id(to, from), 1);
    BIO_get_ssl(to, &ssl);
    assert_ptr_equal(SSL_get_session(ssl), SSL_get_session(pair->client));
    BIO_free_all(from);
    BIO_free_all(to);
}

struct server {
    SSL_CTX *ctx;
    int listener;
};

static void *serve_one(void *argument) {
    struct server *server = argument;
    int fd = accept(server->listener, NULL, NULL);
    SSL *ssl = SSL_new(server->ctx);
    char buffer[16];

    SSL_set_fd(ssl, fd);
    if (SSL_accept(ssl) == 1 && SSL_read(ssl, buffer, sizeof(buffer)) == 4)
        SSL_write(ssl, "pong", 4);
    SSL_read(ssl, buffer, sizeof(buffer));
    SSL_shutdown(ssl);
    SSL_free(ssl);
    close(fd);
    ERR_clear_error();
    OPENSSL_thread_stop();
    return NULL;
}

static void new_ssl_connect_connects(void **state) {
    struct pair *pair = *state;
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof(address);
    struct server server = {pair->server_ctx, socket(AF_INET, SOCK_STREAM, 0)};
    BIO *bio = BIO_new_ssl_connect(pair->client_ctx);
    pthread_t thread;
    char text[32], buffer[16];

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(server.listener, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(server.listener, 1), 0);
    assert_int_equal(getsockname(server.listener, (struct sockaddr *)&address, &length), 0);
    assert_int_equal(pthread_create(&thread, NULL, serve_one, &server), 0);
    snprintf(text, sizeof(text), "127.0.0.1:%d", ntohs(address.sin_port));
    assert_int_equal(BIO_set_conn_hostname(bio, text), 1);
    assert_int_equal(BIO_do_connect(bio), 1);
    assert_int_equal(BIO_do_handshake(bio), 1);
    assert_int_equal(BIO_write(bio, "ping", 4), 4);
    assert_int_equal(BIO_read(bio, buffer, sizeof(buffer)), 4);
    assert_memory_equal(buffer, "pong", 4);
    BIO_ssl_shutdown(bio);
    BIO_free_all(bio);
    pthread_join(thread, NULL);
    close(server.listener);
}

static void a_buffered_connect_chain(void **state) {
    struct pair *pair = *state;
    BIO *bio = BIO_new_buffer_ssl_connect(pair->client_ctx);
    SSL *ssl = NULL;

    assert_non_null(bio);
    assert_int_equal(BIO_method_type(bio), BIO_TYPE_BUFFER);
    assert_int_equal(BIO_get_ssl(bio, &ssl), 1);
    assert_non_null(ssl);
    BIO_free_all(bio);
    ERR_clear_error();
}

static void its_method_has_a_type_and_a_name(void **state) {
    (void)state;
    BIO *bio = BIO_new(BIO_f_ssl());

    assert_int_equal(BIO_method_type(bio), BIO_TYPE_SSL);
    assert_string_equal(BIO_method_name(bio), "ssl");
    BIO_free_all(bio);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(data_goes_through_the_filter),
    CASE_VERSIONS(nothing_to_read_is_a_retry),
    CASE_ALL(a_handshake_through_the_filter),
    CASE_VERSIONS(close_notify_is_end_of_file),
    CASE_ALL(freeing_it_closes_the_connection),
    CASE_VERSIONS(with_noclose_freeing_it_leaves_the_connection_open),
    CASE_VERSIONS(ssl_shutdown_walks_the_chain),
    CASE_VERSIONS(reset_makes_the_connection_new),
    CASE_VERSIONS(new_ssl_makes_client_or_server),
    CASE_VERSIONS(session_ids_are_copied),
    CASE_VERSIONS(new_ssl_connect_connects),
    CASE_VERSIONS(a_buffered_connect_chain),
    CASE(its_method_has_a_type_and_a_name),
};

CASES_MAIN(cases)
