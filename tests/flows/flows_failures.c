/* Flows with something else instead of the next record: an alert, garbage, the end. */
#include "flows.h"

#include <string.h>

/* How many records each end gets before the thing happens. */
enum place { FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH, PLACES };

static void alert(BIO *bio, int level, int description) {
    const unsigned char record[] = {
        SSL3_RT_ALERT, 3, 3, 0, 2, (unsigned char)level, (unsigned char)description};

    BIO_write(bio, record, sizeof(record));
}

static void fatal_alert(struct end *end) {
    alert(end->in, SSL3_AL_FATAL, SSL_AD_HANDSHAKE_FAILURE);
}

static void warning(struct end *end) {
    alert(end->in, SSL3_AL_WARNING, SSL_AD_NO_RENEGOTIATION);
}

static void close_notify(struct end *end) {
    alert(end->in, SSL3_AL_WARNING, SSL_AD_CLOSE_NOTIFY);
}

static void garbage(struct end *end) {
    BIO_write(end->in, "\x99\xaa\xbb\xcc\xdd\xee\xff garbage", 15);
}

static void end_of_file(struct end *end) {
    BIO_set_mem_eof_return(end->in, 0);
}

static void application_data(struct end *end) {
    BIO_write(end->in, "\x17\x03\x03\x00\x05hello", 10);
}

static void empty_records(struct end *end) {
    for (int i = 0; i < 40; i++)
        BIO_write(end->in, "\x16\x03\x03\x00\x00", 5);
}

static void change_cipher_spec(struct end *end) {
    BIO_write(end->in, "\x14\x03\x03\x00\x01\x01", 6);
}

static void hello_request(struct end *end) {
    BIO_write(end->in, "\x16\x03\x03\x00\x04\x00\x00\x00\x00", 9);
}

/* The end is called once more than it can do something. */
static void ask_twice(struct end *end) {
    step(end);
    ERR_clear_error();
    say_result(end, "SSL_do_handshake", SSL_do_handshake(end->ssl));
    say_read(end);
}

/* It happens to the end before it gets its nth record, if it gets so many. */
static void happens(void (*what)(struct end *), struct end *to, int nth) {
    struct end *from = to == &client ? &server : &client;
    int got = 0;

    open_connections();
    step(&client);
    for (int moved = 1; moved;) {
        moved = 0;
        while (deliver_record(from, to) || (got == nth && !to->ended)) {
            if (got == nth) {
                /* Before the record, which is lost with all behind it. */
                BIO_reset(to->in);
                what(to);
                ask_twice(to);
                deliver(to, from, 1 << 17);
                step(from);
                say_facts(to);
                return;
            }
            step(to);
            got++;
            moved = 1;
        }
        while (deliver_record(to, from)) {
            step(from);
            moved = 1;
        }
    }
}

static void happens_everywhere(void (*what)(struct end *), struct end *to) {
    for (int nth = FIRST; nth < PLACES; nth++) {
        say(&client, "-- before record %d", nth);
        say(&server, "-- before record %d", nth);
        happens(what, to, nth);
        close_connections();
    }
}

#define EVERYWHERE(what)                                                                           \
    static void what##_for_the_client(void) {                                                      \
        happens_everywhere(what, &client);                                                         \
    }                                                                                              \
    static void what##_for_the_server(void) {                                                      \
        happens_everywhere(what, &server);                                                         \
    }

EVERYWHERE(fatal_alert)
EVERYWHERE(warning)
EVERYWHERE(close_notify)
EVERYWHERE(garbage)
EVERYWHERE(end_of_file)
EVERYWHERE(application_data)
EVERYWHERE(empty_records)
EVERYWHERE(change_cipher_spec)
EVERYWHERE(hello_request)

static void first_bytes(const char *bytes, size_t length) {
    open_connections();
    BIO_write(server.in, bytes, (int)length);
    ask_twice(&server);
    deliver(&server, &client, 1 << 17);
    step(&client);
    say_facts(&server);
}

static void http_request(void) {
    first_bytes("GET / HTTP/1.0\r\n\r\n", 18);
}

static void proxy_request(void) {
    first_bytes("CONNECT www.example.com:443 HTTP/1.0\r\n\r\n", 40);
}

static void http_response(void) {
    open_connections();
    step(&client);
    BIO_write(client.in, "HTTP/1.0 400 Bad Request\r\n\r\n", 28);
    ask_twice(&client);
    say_facts(&client);
}

static void record_too_long(void) {
    first_bytes("\x16\x03\x01\x50\x00\x01\x00\x00\x10", 9);
}

static void message_too_long(void) {
    first_bytes("\x16\x03\x01\x00\x10\x01\xff\xff\xff\x03\x03xxxxxxxxxx", 21);
}

static void record_of_another_major_version(void) {
    first_bytes("\x16\x07\x01\x00\x10\x01\x00\x00\x0c\x03\x03xxxxxxxxxx", 21);
}

static void server_hello_first(void) {
    first_bytes("\x16\x03\x01\x00\x10\x02\x00\x00\x0c\x03\x03xxxxxxxxxx", 21);
}

static void shutdown_within(struct end *end) {
    open_connections();
    say_shutdown(end);
    step(&client);
    deliver_record(&client, &server);
    step(&server);
    say_shutdown(end);
    deliver(&client, &server, 1 << 17);
    deliver(&server, &client, 1 << 17);
    step(&client);
    step(&server);
    facts();
}

static void shutdown_of_the_client_within(void) {
    shutdown_within(&client);
}

static void shutdown_of_the_server_within(void) {
    shutdown_within(&server);
}

#define BOTH(name, what)                                                                           \
    {name "-for-client", what##_for_the_client, 0}, {                                              \
        name "-for-server", what##_for_the_server, 0                                               \
    }

const struct flow failures[] = {
    BOTH("fatal-alert", fatal_alert),
    BOTH("warning", warning),
    BOTH("close-notify", close_notify),
    BOTH("garbage", garbage),
    BOTH("end-of-file", end_of_file),
    BOTH("application-data", application_data),
    BOTH("empty-records", empty_records),
    BOTH("change-cipher-spec", change_cipher_spec),
    BOTH("hello-request", hello_request),
    {"http-request", http_request, TLS1_3_VERSION},
    {"proxy-request", proxy_request, TLS1_3_VERSION},
    {"http-response", http_response, 0},
    {"record-too-long", record_too_long, 0},
    {"message-too-long", message_too_long, 0},
    {"other-major-version", record_of_another_major_version, 0},
    {"server-hello-first", server_hello_first, 0},
    {"shutdown-client", shutdown_of_the_client_within, 0},
    {"shutdown-server", shutdown_of_the_server_within, 0},
};
const size_t failures_count = COUNT_OF(failures);
