#include "harness.h"

const char *ssl_error_name(int error) {
    static const char *const names[] = {"SSL_ERROR_NONE",
                                        "SSL_ERROR_SSL",
                                        "SSL_ERROR_WANT_READ",
                                        "SSL_ERROR_WANT_WRITE",
                                        "SSL_ERROR_WANT_X509_LOOKUP",
                                        "SSL_ERROR_SYSCALL",
                                        "SSL_ERROR_ZERO_RETURN",
                                        "SSL_ERROR_WANT_CONNECT",
                                        "SSL_ERROR_WANT_ACCEPT",
                                        "SSL_ERROR_WANT_ASYNC",
                                        "SSL_ERROR_WANT_ASYNC_JOB",
                                        "SSL_ERROR_WANT_CLIENT_HELLO_CB",
                                        "SSL_ERROR_WANT_RETRY_VERIFY"};

    return error >= 0 && error < (int)(sizeof(names) / sizeof(names[0])) ? names[error] : "?";
}

static void print_queue(void) {
    unsigned long error;
    char text[256];

    while ((error = ERR_get_error()) != 0) {
        ERR_error_string_n(error, text, sizeof(text));
        print_error("    queued: %s\n", text);
    }
}

void assert_ssl_error_(int reason, const char *name, int anywhere, const char *file, int line) {
    unsigned long error = ERR_peek_error();
    int found = 0;

    if (!anywhere)
        found = ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) == reason;
    while (anywhere && !found && (error = ERR_get_error()) != 0)
        found = ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) == reason;
    if (!found) {
        print_error("expected %s (%d) on the error queue%s\n", name, reason,
                    error == 0 ? ", which is empty" : "");
        print_queue();
        _fail(file, line);
    }
    ERR_clear_error();
}

void assert_queue_(int empty, const char *file, int line) {
    if ((ERR_peek_error() == 0) != (empty != 0)) {
        print_error(empty ? "the error queue is not empty\n" : "the error queue is empty\n");
        print_queue();
        _fail(file, line);
    }
    ERR_clear_error();
}

void assert_reports_(SSL *ssl, int ret, int expected, const char *name, const char *file,
                     int line) {
    int error = SSL_get_error(ssl, ret);

    if (error != expected) {
        print_error("SSL_get_error(%d) is %s, not %s\n", ret, ssl_error_name(error), name);
        print_queue();
        _fail(file, line);
    }
}

void assert_one_alert_record_(struct pair *pair, BIO *bio, const char *file, int line) {
    struct record record;
    int count = records_in(bio, &record, 1);
    int type = pair->version == TLS1_3_VERSION ? SSL3_RT_APPLICATION_DATA : SSL3_RT_ALERT;

    if (count != 1 || record.type != type || record.version != TLS1_2_VERSION ||
        record.length != protected_length(pair->version, 2)) {
        print_error("expected one alert record, found %d records; the first: type %d length %d\n",
                    count, count != 0 ? record.type : -1, count != 0 ? record.length : -1);
        _fail(file, line);
    }
}

void expect_text_(SSL *ssl, const char *text, const char *file, int line) {
    char buffer[1024] = "";
    int length = SSL_read(ssl, buffer, sizeof(buffer) - 1);

    if (length != (int)strlen(text) || memcmp(buffer, text, length) != 0) {
        print_error("SSL_read returned %d \"%s\", not \"%s\"\n", length, buffer, text);
        print_queue();
        _fail(file, line);
    }
}

void expect_closed_(SSL *ssl, const char *file, int line) {
    char buffer[16];
    int length = SSL_read(ssl, buffer, sizeof(buffer));

    _assert_int_equal((LargestIntegralType)length, 0, file, line);
    assert_reports_(ssl, length, SSL_ERROR_ZERO_RETURN, "SSL_ERROR_ZERO_RETURN", file, line);
    assert_queue_(1, file, line);
}

void expect_nothing_yet_(SSL *ssl, const char *file, int line) {
    char buffer[16];
    int length = SSL_read(ssl, buffer, sizeof(buffer));

    _assert_int_equal((LargestIntegralType)length, (LargestIntegralType)-1, file, line);
    assert_reports_(ssl, length, SSL_ERROR_WANT_READ, "SSL_ERROR_WANT_READ", file, line);
    assert_queue_(1, file, line);
}

static void log_message(int sent, int version, int type, const void *data, size_t length, SSL *ssl,
                        void *arg) {
    struct alert_log *log = arg;
    const unsigned char *alert = data;

    (void)version;
    (void)ssl;
    if (type != SSL3_RT_ALERT || length != 2)
        return;
    if (sent) {
        log->sent++;
        log->sent_level = alert[0];
        log->sent_code = alert[1];
    } else {
        log->received++;
        log->received_level = alert[0];
        log->received_code = alert[1];
    }
}

void note_alerts(SSL *ssl, struct alert_log *log) {
    memset(log, 0, sizeof(*log));
    SSL_set_msg_callback(ssl, log_message);
    SSL_set_msg_callback_arg(ssl, log);
}
