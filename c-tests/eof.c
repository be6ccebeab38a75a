/* The transport ends without a close_notify: an error, unless SSL_OP_IGNORE_UNEXPECTED_EOF. */
#include "harness.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

static void reading_fails_with_its_own_reason(void **state) {
    struct pair *pair = *state;
    struct alert_log log;
    char byte;
    int ret;

    pair_connect(pair, MEMORY);
    note_alerts(pair->subject, &log);
    transport_eof_for_subject(pair);
    ret = SSL_read(pair->subject, &byte, 1);
    assert_int_equal(ret, 0);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
    expect_shutdown_state(pair->subject, 0);
    assert_int_equal(log.sent, 1);
    assert_int_equal(log.sent_level, SSL3_AL_FATAL);
    assert_int_equal(log.sent_code, SSL_AD_DECODE_ERROR);
    assert_one_alert_record(pair, pair->from_subject);
}

static void the_reason_has_openssls_number_and_text(void **state) {
    struct pair *pair = *state;
    unsigned long error;
    char byte;

    pair_connect(pair, MEMORY);
    transport_eof_for_subject(pair);
    SSL_read(pair->subject, &byte, 1);
    error = ERR_get_error();
    assert_int_equal(ERR_GET_LIB(error), ERR_LIB_SSL);
    assert_int_equal(ERR_GET_REASON(error), 294);
    assert_string_equal(ERR_reason_error_string(error), "unexpected eof while reading");
}

static void afterwards_the_connection_is_dead(void **state) {
    struct pair *pair = *state;
    char byte;

    pair_connect(pair, MEMORY);
    transport_eof_for_subject(pair);
    SSL_read(pair->subject, &byte, 1);
    ERR_clear_error();
    BIO_set_mem_eof_return(pair->from_peer, -1);
    assert_int_equal(SSL_write(pair->peer, "x", 1), 1);
    assert_int_equal(SSL_read(pair->subject, &byte, 1), -1);
    assert_int_equal(SSL_shutdown(pair->subject), -1);
    assert_ssl_error(SSL_R_SHUTDOWN_WHILE_IN_INIT);
}

static void a_broken_connection_leaves_the_session_unresumable(void **state) {
    struct pair *pair = *state;
    SSL_SESSION *session;
    char byte;

    pair_connect(pair, MEMORY);
    session = SSL_get1_session(pair->subject);
    assert_non_null(session);
    transport_eof_for_subject(pair);
    SSL_read(pair->subject, &byte, 1);
    assert_int_equal(SSL_SESSION_is_resumable(session), 0);
    SSL_SESSION_free(session);
}

static void data_before_the_end_is_delivered(void **state) {
    struct pair *pair = *state;
    char byte;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "last words", 10), 10);
    transport_eof_for_subject(pair);
    expect_text(pair->subject, "last words");
    assert_int_equal(SSL_read(pair->subject, &byte, 1), 0);
    assert_ssl_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

static void peek_fails_likewise(void **state) {
    struct pair *pair = *state;
    char byte;
    int ret;

    pair_connect(pair, MEMORY);
    transport_eof_for_subject(pair);
    ret = SSL_peek(pair->subject, &byte, 1);
    assert_int_equal(ret, 0);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

static void read_ex_fails_likewise(void **state) {
    struct pair *pair = *state;
    size_t got = 77;
    char byte;
    int ret;

    pair_connect(pair, MEMORY);
    transport_eof_for_subject(pair);
    ret = SSL_read_ex(pair->subject, &byte, 1, &got);
    assert_int_equal(ret, 0);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

static void ignored_it_is_zero_return(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_options(pair->subject_ctx, SSL_OP_IGNORE_UNEXPECTED_EOF);
    pair_connect(pair, MEMORY);
    transport_eof_for_subject(pair);
    expect_closed(pair->subject);
    expect_shutdown_state(pair->subject, SSL_RECEIVED_SHUTDOWN);
    assert_int_equal(bytes_in(pair->from_subject), 0);
    expect_closed(pair->subject);
}

static void the_option_may_be_set_on_the_connection(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    SSL_set_options(pair->subject, SSL_OP_IGNORE_UNEXPECTED_EOF);
    transport_eof_for_subject(pair);
    expect_closed(pair->subject);
}

static void ignored_the_connection_still_closes_properly(void **state) {
    struct pair *pair = *state;

    SSL_CTX_set_options(pair->subject_ctx, SSL_OP_IGNORE_UNEXPECTED_EOF);
    pair_connect(pair, MEMORY);
    transport_eof_for_subject(pair);
    expect_closed(pair->subject);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
    assert_one_alert_record(pair, pair->from_subject);
}

static void in_the_middle_of_a_record_header(void **state) {
    struct pair *pair = *state;
    static const unsigned char header[] = {23, 3, 3};
    char byte;
    int ret;

    pair_connect(pair, MEMORY);
    assert_int_equal(BIO_write(pair->from_peer, header, 3), 3);
    transport_eof_for_subject(pair);
    ret = SSL_read(pair->subject, &byte, 1);
    assert_int_equal(ret, 0);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

static void in_the_middle_of_a_record_body(void **state) {
    struct pair *pair = *state;
    unsigned char record[256];
    char byte;
    int length, ret;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "cut off", 7), 7);
    length = BIO_read(pair->from_peer, record, sizeof(record));
    assert_int_equal(BIO_write(pair->from_peer, record, length - 1), length - 1);
    transport_eof_for_subject(pair);
    ret = SSL_read(pair->subject, &byte, 1);
    assert_int_equal(ret, 0);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

static void a_truncated_record_is_not_ignored_silently(void **state) {
    struct pair *pair = *state;
    unsigned char record[256];
    int length;

    SSL_CTX_set_options(pair->subject_ctx, SSL_OP_IGNORE_UNEXPECTED_EOF);
    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_write(pair->peer, "cut off", 7), 7);
    length = BIO_read(pair->from_peer, record, sizeof(record));
    assert_int_equal(BIO_write(pair->from_peer, record, length - 1), length - 1);
    transport_eof_for_subject(pair);
    /* No data comes out of it; that the record was cut the option hides. */
    expect_closed(pair->subject);
}

static void after_close_notify_it_is_a_clean_end(void **state) {
    struct pair *pair = *state;

    pair_connect(pair, MEMORY);
    SSL_shutdown(pair->peer);
    transport_eof_for_subject(pair);
    expect_closed(pair->subject);
    assert_int_equal(SSL_shutdown(pair->subject), 1);
}

static void after_sending_close_notify_no_alert_follows(void **state) {
    struct pair *pair = *state;
    char byte;

    pair_connect(pair, MEMORY);
    assert_int_equal(SSL_shutdown(pair->subject), 0);
    transport_eof_for_subject(pair);
    assert_int_equal(SSL_read(pair->subject, &byte, 1), 0);
    assert_ssl_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
    assert_one_alert_record(pair, pair->from_subject);
}

static void during_the_handshake(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_open(pair, MEMORY);
    assert_int_equal(handshake_step(pair->client), 0);
    if (pair->subject_is_server)
        assert_int_equal(handshake_step(pair->server), 0);
    transport_eof_for_subject(pair);
    ret = SSL_do_handshake(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

static void before_the_first_byte(void **state) {
    struct pair *pair = *state;
    int ret;

    pair_open(pair, MEMORY);
    transport_eof_for_subject(pair);
    ret = SSL_do_handshake(pair->subject);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

static void over_a_bio_pair(void **state) {
    struct pair *pair = *state;
    char byte;

    pair_connect(pair, BIO_PAIR);
    transport_eof_for_subject(pair);
    assert_int_equal(SSL_read(pair->subject, &byte, 1), 0);
    assert_reports(pair->subject, 0, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

static void over_sockets(void **state) {
    struct pair *pair = *state;
    char byte;

    for (int tcp = 0; tcp < 2; tcp++) {
        pair_connect(pair, tcp ? TCP_BLOCKING : SOCKETPAIR_BLOCKING);
        transport_eof_for_subject(pair);
        assert_int_equal(SSL_read(pair->subject, &byte, 1), 0);
        assert_reports(pair->subject, 0, SSL_ERROR_SSL);
        assert_ssl_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
    }
}

static void a_reset_is_a_syscall_error(void **state) {
    struct pair *pair = *state;
    struct linger at_once = {1, 0};
    char byte;
    int ret;

    pair_connect(pair, TCP_BLOCKING);
    setsockopt(pair->peer_fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    close(pair->peer_fd);
    pair->peer_fd = -1;
    ret = SSL_read(pair->subject, &byte, 1);
    assert_int_equal(ret, -1);
    assert_int_equal(errno, ECONNRESET);
    assert_reports(pair->subject, ret, SSL_ERROR_SYSCALL);
    assert_no_error();
    expect_shutdown_state(pair->subject, 0);
}

static void an_empty_memory_bio_with_eof_return_0(void **state) {
    struct pair *pair = *state;
    BIO *empty = BIO_new_mem_buf("", 0);
    char byte;

    pair_connect(pair, MEMORY);
    SSL_set0_rbio(pair->subject, empty);
    assert_int_equal(SSL_read(pair->subject, &byte, 1), 0);
    assert_reports(pair->subject, 0, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_UNEXPECTED_EOF_WHILE_READING);
}

static const struct CMUnitTest cases[] = {
    CASE_ALL(reading_fails_with_its_own_reason),
    CASE(the_reason_has_openssls_number_and_text),
    CASE_ALL(afterwards_the_connection_is_dead),
    CASE_VERSIONS(a_broken_connection_leaves_the_session_unresumable),
    CASE_ALL(data_before_the_end_is_delivered),
    CASE_ALL(peek_fails_likewise),
    CASE_ALL(read_ex_fails_likewise),
    CASE_ALL(ignored_it_is_zero_return),
    CASE_ALL(the_option_may_be_set_on_the_connection),
    CASE_ALL(ignored_the_connection_still_closes_properly),
    CASE_ALL(in_the_middle_of_a_record_header),
    CASE_ALL(in_the_middle_of_a_record_body),
    CASE_ALL(a_truncated_record_is_not_ignored_silently),
    CASE_ALL(after_close_notify_it_is_a_clean_end),
    CASE_ALL(after_sending_close_notify_no_alert_follows),
    CASE_ALL(during_the_handshake),
    CASE_ALL(before_the_first_byte),
    CASE_ALL(over_a_bio_pair),
    CASE_ALL(over_sockets),
    CASE_ALL(a_reset_is_a_syscall_error),
    CASE_ALL(an_empty_memory_bio_with_eof_return_0),
};

CASES_MAIN(cases)
