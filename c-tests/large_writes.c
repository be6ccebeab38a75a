/* Writes of several records to a socket that takes only a part: the sent part, the rest, and the
 * arguments that the repeated call may have. */
#include "harness.h"
#include "narrow.h"

#include <sys/socket.h>

static void a_write_that_stopped_is_finished(void **state) {
    struct pair *pair = *state;

    narrow_open(pair);
    for (int i = 0; i < NARROW_LARGE; i++)
        narrow_data[i] = (char)(i * 7 + i / NARROW_RECORD);
    narrow_stop(pair->subject, NARROW_LARGE);
    narrow_finish(pair, 0);
    pair_exchange(pair->subject, pair->peer, "after");
    pair_exchange(pair->peer, pair->subject, "back");
}

static void what_is_behind_the_record_under_way_may_change(void **state) {
    struct pair *pair = *state;
    int have, under_way;

    narrow_open(pair);
    narrow_stop(pair->subject, NARROW_LARGE);
    have = narrow_drain(pair->peer, 0);
    assert_true(have > 0 && have % NARROW_RECORD == 0 && have < NARROW_LARGE - NARROW_RECORD);
    under_way = have + NARROW_RECORD;
    narrow_fill('b');
    assert_int_equal(narrow_repeat(pair, narrow_data, NARROW_LARGE, &have), NARROW_LARGE);
    assert_int_equal(have, NARROW_LARGE);
    for (int i = 0; i < NARROW_LARGE; i++)
        assert_int_equal(narrow_got[i], i < under_way ? 'a' : 'b');
}

static void the_repeated_call_may_end_with_the_record_under_way(void **state) {
    struct pair *pair = *state;
    int have, length;

    narrow_open(pair);
    narrow_stop(pair->subject, NARROW_LARGE);
    have = narrow_drain(pair->peer, 0);
    length = have + NARROW_RECORD;
    assert_int_equal(narrow_repeat(pair, narrow_data, length, &have), length);
    assert_int_equal(have, length);
    pair_exchange(pair->subject, pair->peer, "more");
}

static void the_repeated_call_may_not_be_shorter(void **state) {
    struct pair *pair = *state;
    int have, ret;

    narrow_open(pair);
    narrow_stop(pair->subject, NARROW_LARGE);
    have = narrow_drain(pair->peer, 0);
    ret = SSL_write(pair->subject, narrow_data, have + NARROW_RECORD - 1);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_BAD_LENGTH);
}

static void the_repeated_call_may_not_move(void **state) {
    struct pair *pair = *state;
    int have, ret;

    narrow_open(pair);
    narrow_stop(pair->subject, NARROW_LARGE - NARROW_RECORD);
    have = narrow_drain(pair->peer, 0);
    assert_true(have > 0);
    ret = SSL_write(pair->subject, narrow_data + NARROW_RECORD, NARROW_LARGE - NARROW_RECORD);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_BAD_WRITE_RETRY);
}

static void with_the_mode_it_may_move(void **state) {
    struct pair *pair = *state;
    static char copy[NARROW_LARGE];
    int have = 0;

    SSL_CTX_set_mode(pair->subject_ctx, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    narrow_open(pair);
    narrow_stop(pair->subject, NARROW_LARGE);
    memcpy(copy, narrow_data, NARROW_LARGE);
    assert_int_equal(narrow_repeat(pair, copy, NARROW_LARGE, &have), NARROW_LARGE);
    assert_int_equal(have, NARROW_LARGE);
    assert_memory_equal(narrow_got, narrow_data, NARROW_LARGE);
}

static void a_partial_write_is_one_record(void **state) {
    struct pair *pair = *state;
    int have = 0;

    SSL_CTX_set_mode(pair->subject_ctx, SSL_MODE_ENABLE_PARTIAL_WRITE);
    narrow_open(pair);
    assert_int_equal(SSL_write(pair->subject, narrow_data, NARROW_LARGE), NARROW_RECORD);
    have = narrow_drain(pair->peer, have);
    assert_int_equal(have, NARROW_RECORD);
}

static void no_key_update_while_a_record_is_under_way(void **state) {
    struct pair *pair = *state;

    narrow_open(pair);
    narrow_stop(pair->subject, NARROW_LARGE);
    assert_int_equal(SSL_key_update(pair->subject, SSL_KEY_UPDATE_REQUESTED), 0);
    assert_ssl_error(SSL_R_BAD_WRITE_RETRY);
    narrow_finish(pair, 0);
    assert_int_equal(SSL_key_update(pair->subject, SSL_KEY_UPDATE_REQUESTED), 1);
    pair_exchange(pair->subject, pair->peer, "updated");
    pair_exchange(pair->peer, pair->subject, "both");
}

static void a_key_update_is_answered_behind_the_record_under_way(void **state) {
    struct pair *pair = *state;

    narrow_open(pair);
    narrow_stop(pair->subject, NARROW_LARGE);
    narrow_ask_for_key_update(pair);
    narrow_nothing_to_read(pair->subject);
    narrow_finish(pair, 0);
    pair_exchange(pair->subject, pair->peer, "updated");
    pair_exchange(pair->peer, pair->subject, "both");
}

static void close_notify_waits_for_the_record_under_way(void **state) {
    struct pair *pair = *state;
    int ret;

    narrow_open(pair);
    narrow_stop(pair->subject, NARROW_LARGE);
    ret = SSL_shutdown(pair->subject);
    assert_int_equal(ret, -1);
    assert_int_equal(SSL_get_shutdown(pair->subject), SSL_SENT_SHUTDOWN);
    ret = SSL_write(pair->subject, narrow_data, NARROW_LARGE);
    assert_int_equal(ret, -1);
    assert_ssl_error(SSL_R_PROTOCOL_IS_SHUTDOWN);
}

static void reading_goes_on_meanwhile(void **state) {
    struct pair *pair = *state;
    char word[8];

    narrow_open(pair);
    narrow_stop(pair->subject, NARROW_LARGE);
    assert_int_equal(SSL_write(pair->peer, "between", 7), 7);
    assert_int_equal(SSL_read(pair->subject, word, sizeof(word)), 7);
    narrow_finish(pair, 0);
}

static void records_are_as_long_as_they_are_set(void **state) {
    struct pair *pair = *state;
    int have = 0;

    narrow_open(pair);
    assert_int_equal(SSL_set_max_send_fragment(pair->subject, 1000), 1);
    for (int i = 0; i < NARROW_LARGE; i++)
        narrow_data[i] = (char)(i * 3 + i / 1000);
    narrow_stop(pair->subject, NARROW_LARGE);
    assert_int_equal(SSL_read(pair->peer, narrow_got, NARROW_LARGE), 1000);
    have = narrow_drain(pair->peer, 1000);
    assert_int_equal(have % 1000, 0);
    narrow_finish(pair, have);
}

static void a_write_to_a_peer_that_is_gone_fails(void **state) {
    struct pair *pair = *state;
    int ret;

    narrow_open(pair);
    narrow_stop(pair->subject, NARROW_LARGE);
    transport_eof_for_subject(pair);
    shutdown(pair->subject_fd, SHUT_WR);
    ret = SSL_write(pair->subject, narrow_data, NARROW_LARGE);
    assert_int_equal(ret, -1);
    assert_int_equal(SSL_get_error(pair->subject, ret), SSL_ERROR_SYSCALL);
}

static void many_large_writes(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, SOCKETPAIR);
    for (int round = 0; round < 40; round++) {
        const int length = 1 + round * 4099;
        int have = 0;

        narrow_fill((char)round);
        assert_int_equal(narrow_repeat(pair, narrow_data, length, &have), length);
        assert_int_equal(have, length);
        assert_memory_equal(narrow_got, narrow_data, (size_t)length);
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
    CASE(a_key_update_is_answered_behind_the_record_under_way),
    CASE_ALL(close_notify_waits_for_the_record_under_way),
    CASE_ALL(reading_goes_on_meanwhile),
    CASE_ALL(records_are_as_long_as_they_are_set),
    CASE_ALL(a_write_to_a_peer_that_is_gone_fails),
    CASE_ALL(many_large_writes),
};

CASES_MAIN(cases)
