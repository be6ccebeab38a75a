/* Failures of a handshake or connection: the alert on the wire, and on both sides the reason
 * with OpenSSL's number and text. */
#include "harness.h"

static void inject(BIO *memory, const void *bytes, size_t length) {
    assert_int_equal(BIO_write(memory, bytes, (int)length), length);
}

/* The first record in the BIO is an unprotected alert with these two bytes. */
static void expect_plain_alert(BIO *memory, int level, int code) {
    unsigned char *data;
    long length = BIO_get_mem_data(memory, &data);

    assert_int_equal(length, 7);
    assert_int_equal(data[0], SSL3_RT_ALERT);
    assert_int_equal(data[5], level);
    assert_int_equal(data[6], code);
}

static void expect_server_rejects(struct pair *pair, const void *bytes, size_t length, int reason) {
    int ret;

    pair_open(pair, MEMORY);
    inject(pair->from_peer, bytes, length);
    ret = SSL_do_handshake(pair->server);
    assert_int_equal(ret, -1);
    assert_reports(pair->server, ret, SSL_ERROR_SSL);
    assert_ssl_error_(reason, "the reason", 0, __FILE__, __LINE__);
}

static void an_http_request_is_recognized(void **state) {
    struct pair *pair = *state;
    static const char *const requests[] = {"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                                           "POST / HTTP/1.0\r\n\r\n", "HEAD / HTTP/1.0\r\n\r\n",
                                           "PUT / HTTP/1.0\r\n\r\n"};

    for (int i = 0; i < 4; i++)
        expect_server_rejects(pair, requests[i], strlen(requests[i]), SSL_R_HTTP_REQUEST);
}

static void a_proxy_request_is_recognized(void **state) {
    static const char request[] = "CONNECT localhost:443 HTTP/1.1\r\n\r\n";

    expect_server_rejects(*state, request, strlen(request), SSL_R_HTTPS_PROXY_REQUEST);
}

static void garbage_is_a_wrong_version_number(void **state) {
    struct pair *pair = *state;
    static const char garbage[] = "this is no TLS record at all, is it?";

    expect_server_rejects(pair, garbage, strlen(garbage), SSL_R_WRONG_VERSION_NUMBER);
}

static void a_plaintext_answer_is_a_wrong_version_number(void **state) {
    struct pair *pair = *state;
    static const char answer[] = "HTTP/1.1 400 Bad Request\r\n\r\n";
    int ret;

    pair_open(pair, MEMORY);
    assert_int_equal(handshake_step(pair->client), 0);
    BIO_reset(pair->from_subject);
    inject(pair->from_peer, answer, strlen(answer));
    ret = SSL_do_handshake(pair->client);
    assert_int_equal(ret, -1);
    assert_reports(pair->client, ret, SSL_ERROR_SSL);
    assert_ssl_error(SSL_R_WRONG_VERSION_NUMBER);
}

static void a_record_that_is_too_long_overflows(void **state) {
    struct pair *pair = *state;
    static const unsigned char header[] = {22, 3, 1, 0x7f, 0xff, 1, 0, 0x7f, 0xfb};

    expect_server_rejects(pair, header, sizeof(header), SSL_R_PACKET_LENGTH_TOO_LONG);
    expect_plain_alert(pair->from_subject, SSL3_AL_FATAL, SSL_AD_RECORD_OVERFLOW);
}

static void application_data_first_is_unexpected(void **state) {
    struct pair *pair = *state;
    static const unsigned char record[] = {23, 3, 1, 0, 4, 'd', 'a', 't', 'a'};
    int ret;

    pair_open(pair, MEMORY);
    inject(pair->from_peer, record, sizeof(record));
    ret = SSL_do_handshake(pair->server);
    assert_int_equal(ret, -1);
    assert_reports(pair->server, ret, SSL_ERROR_SSL);
    assert_some_error();
    expect_plain_alert(pair->from_subject, SSL3_AL_FATAL, SSL_AD_UNEXPECTED_MESSAGE);
}

static void a_truncated_client_hello_is_a_length_error(void **state) {
    struct pair *pair = *state;
    /* A ClientHello whose message ends in the middle of the random. */
    static const unsigned char record[] = {22, 3, 1, 0, 8, 1, 0, 0, 4, 3, 3, 1, 2};

    expect_server_rejects(pair, record, sizeof(record), SSL_R_LENGTH_MISMATCH);
    expect_plain_alert(pair->from_subject, SSL3_AL_FATAL, SSL_AD_DECODE_ERROR);
}

static void a_wrong_first_message_is_unexpected(void **state) {
    struct pair *pair = *state;
    /* A Finished message where a ClientHello belongs. */
    static const unsigned char record[] = {22, 3, 1, 0, 6, 20, 0, 0, 2, 0, 0};

    expect_server_rejects(pair, record, sizeof(record), SSL_R_UNEXPECTED_MESSAGE);
    expect_plain_alert(pair->from_subject, SSL3_AL_FATAL, SSL_AD_UNEXPECTED_MESSAGE);
}

static void each_alert_of_the_peer_has_its_reason(void **state) {
    struct pair *pair = *state;
    static const struct {
        int alert, reason;
        const char *text;
    } alerts[] = {
        {10, 1010, "sslv3 alert unexpected message"},
        {20, 1020, "sslv3 alert bad record mac"},
        {22, 1022, "tlsv1 alert record overflow"},
        {40, 1040, "sslv3 alert handshake failure"},
        {42, 1042, "sslv3 alert bad certificate"},
        {43, 1043, "sslv3 alert unsupported certificate"},
        {44, 1044, "sslv3 alert certificate revoked"},
        {45, 1045, "sslv3 alert certificate expired"},
        {46, 1046, "sslv3 alert certificate unknown"},
        {47, 1047, "sslv3 alert illegal parameter"},
        {48, 1048, "tlsv1 alert unknown ca"},
        {49, 1049, "tlsv1 alert access denied"},
        {50, 1050, "tlsv1 alert decode error"},
        {51, 1051, "tlsv1 alert decrypt error"},
        {70, 1070, "tlsv1 alert protocol version"},
        {71, 1071, "tlsv1 alert insufficient security"},
        {80, 1080, "tlsv1 alert internal error"},
        {86, 1086, "tlsv1 alert inappropriate fallback"},
        {90, 1090, "tlsv1 alert user cancelled"},
        {109, 1109, "tlsv13 alert missing extension"},
        {110, 1110, "tlsv1 unsupported extension"},
        {112, 1112, "tlsv1 unrecognized name"},
        {116, 1116, "tlsv13 alert certificate required"},
        {120, 1120, "tlsv1 alert no application protocol"},
    };

    for (size_t i = 0; i < sizeof(alerts) / sizeof(alerts[0]); i++) {
        unsigned char record[] = {21, 3, 3, 0, 2, 2, (unsigned char)alerts[i].alert};
        unsigned long error;
        int ret;

        pair_open(pair, MEMORY);
        assert_int_equal(handshake_step(pair->client), 0);
        BIO_reset(pair->from_subject);
        inject(pair->from_peer, record, sizeof(record));
        ret = SSL_do_handshake(pair->client);
        assert_int_equal(ret, -1);
        assert_reports(pair->client, ret, SSL_ERROR_SSL);
        error = ERR_get_error();
        assert_int_equal(ERR_GET_LIB(error), ERR_LIB_SSL);
        assert_int_equal(ERR_GET_REASON(error), alerts[i].reason);
        assert_string_equal(ERR_reason_error_string(error), alerts[i].text);
        ERR_clear_error();
        /* An alert is not answered, and the connection is over. */
        assert_int_equal(bytes_in(pair->from_subject), 0);
        expect_shutdown_state(pair->client, SSL_RECEIVED_SHUTDOWN);
    }
}

static void an_alert_carries_its_number_as_error_data(void **state) {
    struct pair *pair = *state;
    static const unsigned char record[] = {21, 3, 3, 0, 2, 2, 40};
    const char *data;
    int flags;

    pair_open(pair, MEMORY);
    assert_int_equal(handshake_step(pair->client), 0);
    inject(pair->from_peer, record, sizeof(record));
    assert_int_equal(SSL_do_handshake(pair->client), -1);
    ERR_peek_error_all(NULL, NULL, NULL, &data, &flags);
    assert_true(flags & ERR_TXT_STRING);
    assert_string_equal(data, "SSL alert number 40");
}

static void a_close_notify_in_the_handshake_ends_it(void **state) {
    struct pair *pair = *state;
    static const unsigned char record[] = {21, 3, 3, 0, 2, 1, 0};
    int ret;

    pair_open(pair, MEMORY);
    assert_int_equal(handshake_step(pair->client), 0);
    inject(pair->from_peer, record, sizeof(record));
    ret = SSL_do_handshake(pair->client);
    assert_int_equal(ret, -1);
    assert_reports(pair->client, ret, SSL_ERROR_ZERO_RETURN);
    expect_shutdown_state(pair->client, SSL_RECEIVED_SHUTDOWN);
}

static void reason_texts_are_openssls(void **state) {
    (void)state;
    static const struct {
        int reason;
        const char *text;
    } reasons[] = {
        {SSL_R_CERTIFICATE_VERIFY_FAILED, "certificate verify failed"},
        {SSL_R_NO_SHARED_CIPHER, "no shared cipher"},
        {SSL_R_WRONG_VERSION_NUMBER, "wrong version number"},
        {SSL_R_HTTP_REQUEST, "http request"},
        {SSL_R_UNSUPPORTED_PROTOCOL, "unsupported protocol"},
        {SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE, "peer did not return a certificate"},
        {SSL_R_UNEXPECTED_EOF_WHILE_READING, "unexpected eof while reading"},
        {SSL_R_PROTOCOL_IS_SHUTDOWN, "protocol is shutdown"},
        {SSL_R_SHUTDOWN_WHILE_IN_INIT, "shutdown while in init"},
        {SSL_R_UNINITIALIZED, "uninitialized"},
        {SSL_R_APPLICATION_DATA_AFTER_CLOSE_NOTIFY, "application data after close notify"},
        {SSL_R_BAD_WRITE_RETRY, "bad write retry"},
        {SSL_R_NO_CIPHER_MATCH, "no cipher match"},
        {SSL_R_NO_APPLICATION_PROTOCOL, "no application protocol"},
        {SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC, "decryption failed or bad record mac"},
        {SSL_R_NO_PROTOCOLS_AVAILABLE, "no protocols available"},
    };

    OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS, NULL);
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
        assert_string_equal(ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, reasons[i].reason)),
                            reasons[i].text);
    assert_string_equal(ERR_lib_error_string(ERR_PACK(ERR_LIB_SSL, 0, 1)), "SSL routines");
}

static void a_bad_record_mac_kills_the_connection(void **state) {
    struct pair *pair = *state;
    struct alert_log log;
    char byte;
    int ret;

    pair_connect(pair, MEMORY);
    note_alerts(pair->subject, &log);
    inject_garbage(pair->from_peer);
    ret = SSL_read(pair->subject, &byte, 1);
    assert_int_equal(ret, -1);
    assert_reports(pair->subject, ret, SSL_ERROR_SSL);
    assert_ssl_error_among(SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC);
    assert_int_equal(log.sent, 1);
    assert_int_equal(log.sent_level, SSL3_AL_FATAL);
    assert_int_equal(log.sent_code, SSL_AD_BAD_RECORD_MAC);
    assert_int_equal(SSL_write(pair->subject, "x", 1), -1);
    ERR_clear_error();
    /* The peer learns of it. */
    assert_true(SSL_read(pair->peer, &byte, 1) <= 0);
    assert_ssl_error(SSL_R_SSLV3_ALERT_BAD_RECORD_MAC);
}

static void a_wrong_record_version_afterwards(void **state) {
    struct pair *pair = *state;
    static const unsigned char record[] = {23, 2, 0, 0, 4, 1, 2, 3, 4};
    char byte;

    pair_connect(pair, MEMORY);
    inject(pair->from_peer, record, sizeof(record));
    assert_int_equal(SSL_read(pair->subject, &byte, 1), -1);
    assert_ssl_error(SSL_R_WRONG_VERSION_NUMBER);
}

static void a_record_too_long_afterwards(void **state) {
    struct pair *pair = *state;
    static const unsigned char record[] = {23, 3, 3, 0x7f, 0xff, 1};
    struct alert_log log;
    char byte;

    pair_connect(pair, MEMORY);
    note_alerts(pair->subject, &log);
    inject(pair->from_peer, record, sizeof(record));
    assert_int_equal(SSL_read(pair->subject, &byte, 1), -1);
    assert_ssl_error(SSL_R_PACKET_LENGTH_TOO_LONG);
    assert_int_equal(log.sent_code, SSL_AD_RECORD_OVERFLOW);
}

static void a_server_without_certificate_fails(void **state) {
    struct pair *pair = *state;

    pair_open(pair, MEMORY);
    SSL_certs_clear(pair->server);
    assert_false(pair_handshake(pair));
    /* With no certificate that TLS 1.3 could use, TLS 1.3 itself is not on offer. */
    if (pair->version == TLS1_3_VERSION) {
        assert_int_equal(pair->server_failure, SSL_R_UNSUPPORTED_PROTOCOL);
        assert_int_equal(pair->client_failure, SSL_R_TLSV1_ALERT_PROTOCOL_VERSION);
    } else {
        assert_int_equal(pair->server_failure, SSL_R_NO_SHARED_CIPHER);
        assert_int_equal(pair->client_failure, SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE);
    }
}

static void alerts_have_names(void **state) {
    (void)state;
    assert_string_equal(SSL_alert_type_string(SSL3_AL_WARNING << 8), "W");
    assert_string_equal(SSL_alert_type_string(SSL3_AL_FATAL << 8), "F");
    assert_string_equal(SSL_alert_type_string(77 << 8), "U");
    assert_string_equal(SSL_alert_type_string_long(77 << 8), "unknown");
    assert_string_equal(SSL_alert_desc_string(SSL_AD_CLOSE_NOTIFY), "CN");
    assert_string_equal(SSL_alert_desc_string(SSL_AD_HANDSHAKE_FAILURE), "HF");
    assert_string_equal(SSL_alert_desc_string_long(SSL_AD_HANDSHAKE_FAILURE), "handshake failure");
    assert_string_equal(SSL_alert_desc_string_long(SSL_AD_NO_APPLICATION_PROTOCOL),
                        "no application protocol");
    assert_string_equal(SSL_alert_desc_string_long(255), "unknown");
    assert_string_equal(SSL_alert_desc_string(255), "UK");
}

static const struct CMUnitTest cases[] = {
    CASE_NAMED(an_http_request_is_recognized, "", setting_tls13_server),
    CASE_NAMED(a_proxy_request_is_recognized, "", setting_tls13_server),
    CASE_NAMED(garbage_is_a_wrong_version_number, "/tls12", setting_tls12_server),
    CASE_NAMED(garbage_is_a_wrong_version_number, "/tls13", setting_tls13_server),
    CASE_VERSIONS(a_plaintext_answer_is_a_wrong_version_number),
    CASE_NAMED(a_record_that_is_too_long_overflows, "", setting_tls13_server),
    CASE_NAMED(application_data_first_is_unexpected, "", setting_tls13_server),
    CASE_NAMED(a_truncated_client_hello_is_a_length_error, "", setting_tls13_server),
    CASE_NAMED(a_wrong_first_message_is_unexpected, "", setting_tls13_server),
    CASE_VERSIONS(each_alert_of_the_peer_has_its_reason),
    CASE_VERSIONS(an_alert_carries_its_number_as_error_data),
    CASE_VERSIONS(a_close_notify_in_the_handshake_ends_it),
    CASE(reason_texts_are_openssls),
    CASE_ALL(a_bad_record_mac_kills_the_connection),
    CASE_ALL(a_wrong_record_version_afterwards),
    CASE_ALL(a_record_too_long_afterwards),
    CASE_VERSIONS(a_server_without_certificate_fails),
    CASE(alerts_have_names),
};

CASES_MAIN(cases)
