/* SSL_shutdown() and the transport: full, blocking, gone, and what is left in it afterwards. */
#include "harness.h"

#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#define NEITHER 0
#define SENT SSL_SENT_SHUTDOWN
#define RECEIVED SSL_RECEIVED_SHUTDOWN
#define BOTH (SENT | RECEIVED)

static void *shut_down_in_thread(void *arg) {
    SSL *ssl = arg;
    char buffer[16];

    usleep(20000);
    while (SSL_read(ssl, buffer, sizeof(buffer)) > 0)
        continue;
    SSL_shutdown(ssl);
    ERR_clear_error();
    OPENSSL_thread_stop();
    return NULL;
}

static void bytes_after_the_close_stay_in_the_transport(void **state) {
    struct pair *pair = *state;
    char buffer[16];

    pair_connect(pair, SOCKETPAIR);
    assert_int_equal(SSL_shutdown(pair->peer), 0);
    assert_int_equal(write(pair->peer_fd, "plaintext", 9), 9);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_int_equal(read(pair->subject_fd, buffer, sizeof(buffer)), 9);
    assert_memory_equal(buffer, "plaintext", 9);
}

static void reading_after_a_complete_close_touches_nothing(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    SSL_shutdown(pair->peer);
    SSL_shutdown(pair->subject);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_int_equal(BIO_write(pair->from_peer, "plain", 5), 5);
    expect_closed(pair->subject);
    assert_int_equal(bytes_in(pair->from_peer), 5);
}

static void a_full_transport_wants_write_and_resends(void **state) {
    struct pair *pair = *state;
    char block[512] = {0};
    int ret;

    pair->pair_size = 4096;
    pair_connect(pair, BIO_PAIR);
    while (BIO_ctrl_get_write_guarantee(SSL_get_wbio(pair->subject)) > 0) {
        size_t room = BIO_ctrl_get_write_guarantee(SSL_get_wbio(pair->subject));

        BIO_write(SSL_get_wbio(pair->subject), block, room > 512 ? 512 : (int)room);
    }
    for (int i = 0; i < 2; i++) {
        ret = SSL_shutdown(pair->subject);
        assert_int_equal(ret, -1);
        assert_reports(pair->subject, ret, SSL_ERROR_WANT_WRITE);
        assert_int_equal(SSL_want(pair->subject), SSL_WRITING);
        expect_shutdown_state(pair->subject, SENT);
        assert_no_error();
    }
    while (BIO_read(SSL_get_rbio(pair->peer), block, sizeof(block)) > 0)
        continue;
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    expect_closed(pair->peer);
}

static void a_partly_written_alert_is_finished_by_the_next_call(void **state) {
    struct pair *pair = *state;
    char block[4096] = {0};
    size_t room;
    int ret;

    pair->pair_size = 4096;
    pair_connect(pair, BIO_PAIR);
    /* Leave room for 7 bytes. */
    room = BIO_ctrl_get_write_guarantee(SSL_get_wbio(pair->subject));
    assert_int_equal(BIO_write(SSL_get_wbio(pair->subject), block, (int)room - 7), room - 7);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_WANT_WRITE);
    assert_int_equal(BIO_read(SSL_get_rbio(pair->peer), block, (int)room - 7), room - 7);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    expect_closed(pair->peer);
    assert_int_equal(SSL_shutdown(pair->peer), 1);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
}

static void a_peer_that_is_gone_makes_the_alert_fail(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_connect(pair, SOCKETPAIR);
    close(pair->peer_fd);
    pair->peer_fd = -1;
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SYSCALL);
    assert_int_equal(errno, EPIPE);
    expect_shutdown_state(pair->subject, SENT);
}

static void with_a_blocking_socket_the_second_call_waits(void **state) {
    struct pair *pair = *state;
    pthread_t thread;

    pair_connect(pair, SOCKETPAIR_BLOCKING);
    assert_int_equal(pthread_create(&thread, NULL, shut_down_in_thread, pair->peer), 0);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    pthread_join(thread, NULL);
    expect_shutdown_state(pair->subject, BOTH);
    expect_shutdown_state(pair->peer, BOTH);
}

static void over_tcp_the_loop_until_1_ends(void **state) {
    struct pair *pair = *state;
    int subject = 0, peer = 0;

    pair_connect(pair, TCP);
    pair_exchange(pair->subject, pair->peer, "hello");
    for (int i = 0; i < 1000 && !(subject == 1 && peer == 1); i++) {
        if (subject != 1)
            subject = SSL_shutdown(pair->subject);
        if (peer != 1)
            peer = SSL_shutdown(pair->peer);
    }
    assert_int_equal(subject, 1);
    assert_int_equal(peer, 1);
}

static void without_a_transport_the_alert_fails(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_connect(pair, MEMORY);
    BIO_up_ref(pair->from_subject);
    SSL_set0_wbio(pair->subject, NULL);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    expect_shutdown_state(pair->subject, SENT);
    BIO_free(pair->from_subject);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(bytes_after_the_close_stay_in_the_transport),
    CASE_ALL(reading_after_a_complete_close_touches_nothing),
    CASE_ALL(a_full_transport_wants_write_and_resends),
    CASE_ALL(a_partly_written_alert_is_finished_by_the_next_call),
    CASE_ALL(a_peer_that_is_gone_makes_the_alert_fail),
    CASE_ALL(with_a_blocking_socket_the_second_call_waits),
    CASE_ALL(over_tcp_the_loop_until_1_ends),
    CASE_ALL(without_a_transport_the_alert_fails),
};

CASES_MAIN(cases)
