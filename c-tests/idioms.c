/* Ways in which widely used programs end and control their connections. */
#include "harness.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* A server that has seen the peer close, and one that gives up: flags by hand, quietly. */
static void flags_by_hand_and_a_quiet_shutdown(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    SSL_set_quiet_shutdown(pair->subject, 1);
    SSL_set_shutdown(pair->subject, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    ERR_clear_error();
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_int_equal(bytes_in(pair->from_subject), 0);
}

static void received_by_hand_then_one_call(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    SSL_set_shutdown(pair->subject, SSL_get_shutdown(pair->subject) | SSL_RECEIVED_SHUTDOWN);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_one_alert_record(pair, pair->from_subject);
    expect_closed(pair->peer);
}

/* "Call it again if it returned 0." */
static void call_twice(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_connect(pair, MEMORY);
    ret = SSL_shutdown(pair->subject);
    if (ret == 0)
        ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_READ);
}

/* Close the write direction, read the rest, then let it complete. */
static void half_close_and_drain(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, SOCKETPAIR);
    assert_int_equal(SSL_write(pair->subject, "the request", 11), 11);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    expect_text(pair->peer, "the request");
    expect_closed(pair->peer);
    assert_int_equal(SSL_write(pair->peer, "the answer", 10), 10);
    assert_int_equal(SSL_shutdown(pair->peer), 1);
    expect_text(pair->subject, "the answer");
    expect_closed(pair->subject);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
}

/* Close, and shut the socket's write side: the peer sees close_notify, then end of file. */
static void close_notify_and_fin(void **state) {
    struct pair *pair = *state;
    char byte;

    pair_connect(pair, TCP_BLOCKING);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    shutdown(pair->subject_fd, SHUT_WR);
    expect_closed(pair->peer);
    assert_int_equal(SSL_shutdown(pair->peer), 1);
    assert_int_equal(read(pair->peer_fd, &byte, 1), 0);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
}

/* Back to plaintext on the same socket after a complete close, in both directions. */
static void back_to_plaintext(void **state) {
    struct pair *pair = *state;
    char buffer[32];
    int subject = 0, peer = 0;

    pair_connect(pair, SOCKETPAIR);
    pair_exchange(pair->subject, pair->peer, "CCC");
    for (int i = 0; i < 10 && !(subject == 1 && peer == 1); i++) {
        if (subject != 1)
            subject = SSL_shutdown(pair->subject);
        if (peer != 1)
            peer = SSL_shutdown(pair->peer);
        if (subject == 1)
            assert_int_equal(write(pair->subject_fd, ".", 1), 1);
    }
    assert_true(subject == 1 && peer == 1);
    assert_int_equal(write(pair->subject_fd, "220 plain", 9), 9);
    assert_true(read(pair->peer_fd, buffer, sizeof(buffer)) >= 9);
    assert_int_equal(write(pair->peer_fd, "331 plain", 9), 9);
    assert_int_equal(read(pair->subject_fd, buffer, sizeof(buffer)), 9);
    assert_memory_equal(buffer, "331 plain", 9);
}

/* A second TLS connection over the transport of one that was closed. */
static void tls_again_on_the_same_socket(void **state) {
    struct pair *pair = *state;
    SSL *client, *server;

    pair_connect(pair, SOCKETPAIR);
    SSL_shutdown(pair->client);
    SSL_shutdown(pair->server);
    assert_int_equal(SSL_shutdown(pair->client), 1);
    assert_int_equal(SSL_shutdown(pair->server), 1);
    client = SSL_new(pair->client_ctx);
    server = SSL_new(pair->server_ctx);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    SSL_set_fd(client, SSL_get_fd(pair->client));
    SSL_set_fd(server, SSL_get_fd(pair->server));
    for (int i = 0; i < 10 && !(SSL_is_init_finished(client) && SSL_is_init_finished(server));
         i++) {
        assert_true(handshake_step(client) >= 0);
        assert_true(handshake_step(server) >= 0);
    }
    pair_exchange(client, server, "again");
    SSL_free(client);
    SSL_free(server);
}

/* An event loop: poll for what SSL_get_error() says. */
static int wait_for(SSL *ssl, int ret) {
    struct pollfd fd = {SSL_get_fd(ssl), 0, 0};

    switch (SSL_get_error(ssl, ret)) {
    case SSL_ERROR_WANT_READ:
        fd.events = POLLIN;
        break;
    case SSL_ERROR_WANT_WRITE:
        fd.events = POLLOUT;
        break;
    default:
        return 0;
    }
    return poll(&fd, 1, 0) >= 0;
}

static void an_event_loop_moves_much_data_both_ways(void **state) {
    struct pair *pair = *state;
    static char out[200000], in[2][65536];
    SSL *ssl[2];
    int sent[2] = {0, 0}, got[2] = {0, 0};

    pair_connect(pair, TCP);
    ssl[0] = pair->subject;
    ssl[1] = pair->peer;
    for (int i = 0; i < 2; i++)
        SSL_set_mode(ssl[i], SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    for (int round = 0; round < 100000 && (got[0] < (int)sizeof(out) || got[1] < (int)sizeof(out));
         round++) {
        for (int i = 0; i < 2; i++) {
            int ret = 0;

            if (sent[i] < (int)sizeof(out)) {
                ret = SSL_write(ssl[i], out + sent[i], (int)sizeof(out) - sent[i]);
                if (ret > 0)
                    sent[i] += ret;
                else
                    assert_true(wait_for(ssl[i], ret));
            }
            ret = SSL_read(ssl[i], in[i], sizeof(in[i]));
            if (ret > 0)
                got[i] += ret;
            else
                assert_true(wait_for(ssl[i], ret));
        }
    }
    assert_int_equal(got[0], sizeof(out));
    assert_int_equal(got[1], sizeof(out));
}

/* A connection object kept and used again for the next client. */
static void one_object_for_many_connections(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    for (int i = 0; i < 5; i++) {
        assert_true(pair_handshake(pair));
        pair_exchange(pair->client, pair->server, "one of many");
        SSL_shutdown(pair->client);
        SSL_shutdown(pair->server);
        SSL_shutdown(pair->client);
        SSL_shutdown(pair->server);
        assert_int_equal(SSL_clear(pair->client), 1);
        assert_int_equal(SSL_clear(pair->server), 1);
        pair_wire(pair, MEMORY);
    }
}

/* Reading until WANT_READ empties everything that is pending. */
static void read_until_want_read(void **state) {
    struct pair *pair = *state;
    char buffer[7];
    int total = 0, ret;

    pair_connect(pair, MEMORY);
    for (int i = 0; i < 10; i++)
        assert_int_equal(SSL_write(pair->peer, "0123456789", 10), 10);
    while ((ret = SSL_read(pair->subject, buffer, sizeof(buffer))) > 0)
        total += ret;
    assert_int_equal(total, 100);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_READ);
    assert_int_equal(SSL_pending(pair->subject), 0);
}

/* A write is blocked when the program decides to close. */
static void closing_with_a_blocked_write(void **state) {
    struct pair *pair = *state;
    static char data[40000], drain[40000];
    int ret;

    pair->pair_size = 20000;
    pair_connect(pair, BIO_PAIR);
    assert_int_equal(SSL_write(pair->subject, data, sizeof(data)), -1);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_WRITE);
    expect_shutdown_state(pair->subject, SSL_SENT_SHUTDOWN);
    while (SSL_read(pair->peer, drain, sizeof(drain)) > 0)
        continue;
    ret = SSL_shutdown(pair->subject);
    assert_true(ret <= 0);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(flags_by_hand_and_a_quiet_shutdown),
    CASE_ALL(received_by_hand_then_one_call),
    CASE_ALL(call_twice),
    CASE_ALL(half_close_and_drain),
    CASE_ALL(close_notify_and_fin),
    CASE_ALL(back_to_plaintext),
    CASE_ALL(tls_again_on_the_same_socket),
    CASE_ALL(an_event_loop_moves_much_data_both_ways),
    CASE_ALL(one_object_for_many_connections),
    CASE_ALL(read_until_want_read),
    CASE_ALL(closing_with_a_blocked_write),
};

CASES_MAIN(cases)
