/* Writes of several records to a socket that stops in the middle: what is sent, what is not, and
 * what the repeated call may be. */
#include "harness.h"

#include <sys/socket.h>

#define RECORD 16384
#define LARGE (64 * RECORD)

static char data[LARGE], got[LARGE];

static void fill(char byte) {
    memset(data, byte, sizeof(data));
}

/* A connection through sockets whose buffers take a few records. */
static void open_narrow(struct pair *pair) {
    const int size = 40000;

    pair_connect(pair, SOCKETPAIR);
    assert_int_equal(setsockopt(pair->subject_fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)), 0);
    fill('a');
}

/* SSL_write of that much comes back for want of room. */
static void expect_stop(SSL *ssl, int length) {
    int ret = SSL_write(ssl, data, length);

    assert_int_equal(ret, -1);
    assert_int_equal(SSL_get_error(ssl, ret), SSL_ERROR_WANT_WRITE);
    assert_no_error();
}

/* Everything that the peer can read now, behind what it has; the new sum. */
static int drain(SSL *ssl, int have) {
    int ret = 1;

    while (have < LARGE && (ret = SSL_read(ssl, got + have, LARGE - have)) > 0)
        have += ret;
    if (ret <= 0)
        assert_int_equal(SSL_get_error(ssl, ret), SSL_ERROR_WANT_READ);
    return have;
}

/* Repeats the call, while the peer reads, until it succeeds; what it returned. */
static int repeat(struct pair *pair, const char *from, int length, int *have) {
    int ret;

    for (int i = 0; i < 1000; i++) {
        *have = drain(pair->peer, *have);
        ret = SSL_write(pair->subject, from, length);
        if (ret > 0)
            break;
        assert_int_equal(SSL_get_error(pair->subject, ret), SSL_ERROR_WANT_WRITE);
    }
    *have = drain(pair->peer, *have);
    return ret;
}

static void a_write_that_stopped_is_finished(void **state) {
    struct pair *pair = *state;
    int have = 0;

    open_narrow(pair);
    for (int i = 0; i < LARGE; i++)
        data[i] = (char)(i * 7 + i / RECORD);
    expect_stop(pair->subject, LARGE);
    assert_int_equal(repeat(pair, data, LARGE, &have), LARGE);
    assert_int_equal(have, LARGE);
    assert_memory_equal(got, data, LARGE);
    pair_exchange(pair->subject, pair->peer, "after");
    pair_exchange(pair->peer, pair->subject, "back");
}

static void what_is_behind_the_record_under_way_may_change(void **state) {
    struct pair *pair = *state;
    int have, under_way;

    open_narrow(pair);
    expect_stop(pair->subject, LARGE);
    have = drain(pair->peer, 0);
    assert_true(have > 0 && have % RECORD == 0 && have < LARGE - RECORD);
    under_way = have + RECORD;
    fill('b');
    assert_int_equal(repeat(pair, data, LARGE, &have), LARGE);
    assert_int_equal(have, LARGE);
    for (int i = 0; i < LARGE; i++)
        assert_int_equal(got[i], i < under_way ? 'a' : 'b');
}

static void the_repeated_call_may_end_with_the_record_under_way(void **state) {
    struct pair *pair = *state;
    int have, length;

    open_narrow(pair);
    expect_stop(pair->subject, LARGE);
    have = drain(pair->peer, 0);
    length = have + RECORD;
    assert_int_equal(repeat(pair, data, length, &have), length);
    assert_int_equal(have, length);
    pair_exchange(pair->subject, pair->peer, "more");
}

static void the_repeated_call_may_not_be_shorter(void **state) {
    struct pair *pair = *state;
    int have, ret;

    open_narrow(pair);
    expect_stop(pair->subject, LARGE);
    have = drain(pair->peer, 0);
    ret = SSL_write(pair->subject, data, have + RECORD - 1);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_BAD_LENGTH);
}

static void the_repeated_call_may_not_move(void **state) {
    struct pair *pair = *state;
    int have, ret;

    open_narrow(pair);
    expect_stop(pair->subject, LARGE - RECORD);
    have = drain(pair->peer, 0);
    assert_true(have > 0);
    ret = SSL_write(pair->subject, data + RECORD, LARGE - RECORD);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_BAD_WRITE_RETRY);
}

static void with_the_mode_it_may_move(void **state) {
    struct pair *pair = *state;
    static char copy[LARGE];
    int have = 0;

    SSL_CTX_set_mode(pair->subject_ctx, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    open_narrow(pair);
    expect_stop(pair->subject, LARGE);
    memcpy(copy, data, LARGE);
    assert_int_equal(repeat(pair, copy, LARGE, &have), LARGE);
    assert_int_equal(have, LARGE);
    assert_memory_equal(got, data, LARGE);
}

static void a_partial_write_is_one_record(void **state) {
    struct pair *pair = *state;
    int have = 0;

    SSL_CTX_set_mode(pair->subject_ctx, SSL_MODE_ENABLE_PARTIAL_WRITE);
    open_narrow(pair);
    assert_int_equal(SSL_write(pair->subject, data, LARGE), RECORD);
    have = drain(pair->peer, have);
    assert_int_equal(have, RECORD);
}

static void no_key_update_while_a_record_is_under_way(void **state) {
    struct pair *pair = *state;
    int have = 0;

    open_narrow(pair);
    expect_stop(pair->subject, LARGE);
    assert_int_equal(SSL_key_update(pair->subject, SSL_KEY_UPDATE_REQUESTED), 0);
    assert_ssl_error(SSL_R_BAD_WRITE_RETRY);
    assert_int_equal(repeat(pair, data, LARGE, &have), LARGE);
    assert_int_equal(SSL_key_update(pair->subject, SSL_KEY_UPDATE_REQUESTED), 1);
    pair_exchange(pair->subject, pair->peer, "updated");
    pair_exchange(pair->peer, pair->subject, "both");
}

static void close_notify_waits_for_the_record_under_way(void **state) {
    struct pair *pair = *state;
    int ret;

    open_narrow(pair);
    expect_stop(pair->subject, LARGE);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_int_equal(SSL_get_shutdown(pair->subject), SSL_SENT_SHUTDOWN);
    ret = SSL_write(pair->subject, data, LARGE);
    assert_int_equal(ret, -1);
    assert_ssl_error(SSL_R_PROTOCOL_IS_SHUTDOWN);
}

static void reading_goes_on_meanwhile(void **state) {
    struct pair *pair = *state;
    char word[8];
    int have = 0;

    open_narrow(pair);
    expect_stop(pair->subject, LARGE);
    assert_int_equal(SSL_write(pair->peer, "between", 7), 7);
    assert_int_equal(SSL_read(pair->subject, word, sizeof(word)), 7);
    assert_int_equal(repeat(pair, data, LARGE, &have), LARGE);
    assert_int_equal(have, LARGE);
}

static void records_are_as_long_as_they_are_set(void **state) {
    struct pair *pair = *state;
    int have = 0;

    open_narrow(pair);
    assert_int_equal(SSL_set_max_send_fragment(pair->subject, 1000), 1);
    for (int i = 0; i < LARGE; i++)
        data[i] = (char)(i * 3 + i / 1000);
    expect_stop(pair->subject, LARGE);
    assert_int_equal(SSL_read(pair->peer, got, LARGE), 1000);
    have = drain(pair->peer, 1000);
    assert_int_equal(have % 1000, 0);
    assert_int_equal(repeat(pair, data, LARGE, &have), LARGE);
    assert_memory_equal(got, data, LARGE);
}

static void a_write_to_a_peer_that_is_gone_fails(void **state) {
    struct pair *pair = *state;
    int ret;

    open_narrow(pair);
    expect_stop(pair->subject, LARGE);
    transport_eof_for_subject(pair);
    shutdown(pair->subject_fd, SHUT_WR);
    ret = SSL_write(pair->subject, data, LARGE);
    assert_int_equal(ret, -1);
    assert_int_equal(SSL_get_error(pair->subject, ret), SSL_ERROR_SYSCALL);
}

static void many_large_writes(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, SOCKETPAIR);
    for (int round = 0; round < 40; round++) {
        const int length = 1 + round * 4099;
        int have = 0;

        fill((char)round);
        assert_int_equal(repeat(pair, data, length, &have), length);
        assert_int_equal(have, length);
        assert_memory_equal(got, data, (size_t)length);
    }
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(a_write_that_stopped_is_finished),
    CASE_ALL(what_is_behind_the_record_under_way_may_change),
    CASE_ALL(the_repeated_call_may_end_with_the_record_under_way),
    CASE_ALL(the_repeated_call_may_not_be_shorter),
    CASE_ALL(the_repeated_call_may_not_move),
    CASE_ALL(with_the_mode_it_may_move),
    CASE_ALL(a_partial_write_is_one_record),
    CASE(no_key_update_while_a_record_is_under_way),
    CASE_ALL(close_notify_waits_for_the_record_under_way),
    CASE_ALL(reading_goes_on_meanwhile),
    CASE_ALL(records_are_as_long_as_they_are_set),
    CASE_ALL(a_write_to_a_peer_that_is_gone_fails),
    CASE_ALL(many_large_writes),
};

CASES_MAIN(cases)
