/* The compatibility profile 1.1.1: an end of file without close_notify is the transport's error
 * and not the protocol's; everything else is as in 3.0. Runs with LIBSSL_RS_PROFILE=1.1.1, only
 * on the library under test. */
#include "harness.h"

#include <errno.h>

static void an_end_of_file_is_a_syscall_error_without_an_entry(void **state) {
    struct pair *pair = *state;
    struct alert_log log;
    char byte;

    pair_connect(pair, MEMORY);
    note_alerts(pair->subject, &log);
    transport_eof_for_subject(pair);
    for (int i = 0; i < 2; i++) {
        errno = 0;
        assert_int_equal(SSL_read(pair->subject, &byte, 1), 0);
        assert_reports(pair->subject, 0, SSL_ERROR_SYSCALL);
        assert_int_equal(errno, 0);
        assert_int_equal(SSL_peek(pair->subject, &byte, 1), 0);
        assert_reports(pair->subject, 0, SSL_ERROR_SYSCALL);
        assert_no_error();
    }
    assert_int_equal(log.sent, 0);
    expect_shutdown_state(pair->subject, 0);
}

static void after_it_the_connection_lives(void **state) {
    struct pair *pair = *state;
    char byte;

    pair_connect(pair, MEMORY);
    transport_eof_for_subject(pair);
    assert_int_equal(SSL_read(pair->subject, &byte, 1), 0);
    assert_int_equal(SSL_in_init(pair->subject), 0);
    pair_exchange(pair->subject, pair->peer, "still there");
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    expect_closed(pair->peer);
}

static void in_the_second_call_it_may_be_repeated(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    transport_eof_for_subject(pair);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(SSL_shutdown(pair->subject), -1);
        assert_reports(pair->subject, -1, SSL_ERROR_SYSCALL);
        assert_no_error();
        expect_shutdown_state(pair->subject, SSL_SENT_SHUTDOWN);
    }
    assert_one_alert_record(pair, pair->from_subject);
}

static void in_the_handshake_it_is_minus_one(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_open(pair, MEMORY);
    transport_eof_for_subject(pair);
    ret = SSL_do_handshake(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SYSCALL);
    assert_no_error();
}

static void the_option_still_hides_it(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    SSL_set_options(pair->subject, SSL_OP_IGNORE_UNEXPECTED_EOF);
    transport_eof_for_subject(pair);
    expect_closed(pair->subject);
    expect_shutdown_state(pair->subject, SSL_RECEIVED_SHUTDOWN);
}

static void in_init_shutting_down_fails(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    SSL_set_quiet_shutdown(pair->subject, 1);
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    assert_ssl_error(SSL_R_SHUTDOWN_WHILE_IN_INIT);
}

static void data_in_the_second_call_is_fatal(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "data", 4), 4);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    assert_ssl_error(SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY);
    assert_int_equal(SSL_in_init(pair->subject), 1);
}

static void a_want_counts_for_0(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    expect_nothing_yet(pair->subject);
    assert_reports(pair->subject, 0, SSL_ERROR_WANT_READ);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(an_end_of_file_is_a_syscall_error_without_an_entry),
    CASE_ALL(after_it_the_connection_lives),
    CASE_ALL(in_the_second_call_it_may_be_repeated),
    CASE_ALL(in_the_handshake_it_is_minus_one),
    CASE_ALL(the_option_still_hides_it),
    CASE_ALL(in_init_shutting_down_fails),
    CASE_ALL(data_in_the_second_call_is_fatal),
    CASE_ALL(a_want_counts_for_0),
};

CASES_MAIN(cases)
