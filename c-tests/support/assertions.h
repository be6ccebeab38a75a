/* Assertions on what a call left behind: its error value, the error queue, flags, wire bytes. */
#ifndef CTESTS_ASSERTIONS_H
#define CTESTS_ASSERTIONS_H

#include "ssl_api.h"
#include "pair.h"

/* The first entry of the error queue is libssl's and has this reason. Empties the queue. */
#define assert_ssl_error(reason) assert_ssl_error_(reason, #reason, 0, __FILE__, __LINE__)
/* Some entry of the error queue is libssl's and has this reason. Empties the queue. */
#define assert_ssl_error_among(reason) assert_ssl_error_(reason, #reason, 1, __FILE__, __LINE__)
/* The error queue has at least one entry. Empties the queue. */
#define assert_some_error() assert_queue_(0, __FILE__, __LINE__)
/* The error queue is empty. */
#define assert_no_error() assert_queue_(1, __FILE__, __LINE__)

/* SSL_get_error() for this return value. */
#define assert_reports(ssl, ret, expected)                                                         \
    assert_reports_(ssl, ret, expected, #expected, __FILE__, __LINE__)

/* SSL_get_shutdown() */
#define expect_shutdown_state(ssl, flags) assert_int_equal(SSL_get_shutdown(ssl), flags)

/* The memory BIO holds exactly one record, an alert protected by the established keys. */
#define assert_one_alert_record(pair, bio) assert_one_alert_record_(pair, bio, __FILE__, __LINE__)

/* SSL_read() delivers exactly this text. */
#define expect_text(ssl, text) expect_text_(ssl, text, __FILE__, __LINE__)
/* SSL_read() returns 0, SSL_ERROR_ZERO_RETURN and queues nothing. */
#define expect_closed(ssl) expect_closed_(ssl, __FILE__, __LINE__)
/* SSL_read() has nothing to deliver and asks to be called again. */
#define expect_nothing_yet(ssl) expect_nothing_yet_(ssl, __FILE__, __LINE__)

void expect_text_(SSL *ssl, const char *text, const char *file, int line);
void expect_closed_(SSL *ssl, const char *file, int line);
void expect_nothing_yet_(SSL *ssl, const char *file, int line);
void assert_ssl_error_(int reason, const char *name, int anywhere, const char *file, int line);
void assert_queue_(int empty, const char *file, int line);
void assert_reports_(SSL *ssl, int ret, int expected, const char *name, const char *file, int line);
void assert_one_alert_record_(struct pair *pair, BIO *bio, const char *file, int line);

const char *ssl_error_name(int error);

/* Alerts as a message callback sees them: note_alerts(ssl, &log) and then read the log. */
struct alert_log {
    int sent, received;        /* how many */
    int sent_level, sent_code; /* the last one sent */
    int received_level, received_code;
};
void note_alerts(SSL *ssl, struct alert_log *log);

#endif
